'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Badge, StatusDot } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import { Facts } from '@/components/ui/facts';
import { HashChip } from '@/components/ui/hash-chip';
import { Panel } from '@/components/ui/panel';
import { toneText } from '@/components/ui/status';
import { ExactTime, Time } from '@/components/ui/time';
import { Definition } from '@/components/ui/tooltip';
import { useFormat } from '@/components/ui/use-format';
import type { CheckpointRecord } from '@/lib/contracts/checkpoints';
import { checkLook } from './checkpoint-columns';

/** Key facts, checks, configuration and use of a checkpoint. */
export function CheckpointFacts({ checkpoint }: { checkpoint: CheckpointRecord }) {
  const t = useTranslations('checkpoints');
  const format = useFormat();
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-6">
        <Panel title={t('tab.facts')}>
          <Facts
            facts={[
              { label: <Definition definition={t('definition.hash')}>{t('column.hash')}</Definition>, value: <HashChip hash={checkpoint.contentHash} length={16} /> },
              checkpoint.baseModel !== null && { label: t('column.base'), value: checkpoint.baseModel.name },
              { label: t('column.adapters'), value: format.number(checkpoint.adapters.length) },
              checkpoint.tokenizerHash !== null && { label: t('tokenizer'), value: <HashChip hash={checkpoint.tokenizerHash} /> },
              { label: t('column.size'), value: format.bytes(checkpoint.sizeBytes) },
              { label: t('import.licence'), value: checkpoint.licence ?? '–' },
              {
                label: t('column.created'),
                value: (
                  <>
                    <Time at={checkpoint.createdAt} /> · {checkpoint.createdBy.name}
                  </>
                ),
              },
            ]}
          />
        </Panel>
        <Panel title={t('configuration')}>
          <Facts facts={Object.entries(checkpoint.config).map(([name, value]) => ({ label: <code className="font-mono text-xs">{name}</code>, value: <ConfigValue value={value} /> }))} />
        </Panel>
      </div>
      <div className="flex min-w-0 flex-col gap-6">
        <Panel title={t('column.checks')} description={t('checksDetail')} isFlush>
          <ul className="divide-y">
            {checkpoint.checks.map((check) => {
              const { tone, icon: Icon } = checkLook[check.outcome];
              return (
                <li key={`${check.code} ${check.at}`} className="flex items-start gap-2.5 px-4 py-2">
                  <Icon aria-label={t(`outcome.${check.outcome}`)} className={cn('mt-0.5 size-4 shrink-0', toneText[tone])} />
                  <span className="min-w-0 flex-1">{check.message}</span>
                  <span className="shrink-0 text-ink-3 text-xs">
                    <ExactTime at={check.at} />
                  </span>
                </li>
              );
            })}
            {checkpoint.checks.length === 0 && <li className="px-4 py-3 text-ink-3">{t('outcome.unchecked')}</li>}
          </ul>
        </Panel>
        <UsePanel checkpoint={checkpoint} />
      </div>
    </div>
  );
}

function ConfigValue({ value }: { value: unknown }) {
  if (typeof value === 'string') return <span className="whitespace-pre-wrap break-all">{value === '' ? '–' : value}</span>;
  return <code className="break-all font-mono text-xs">{JSON.stringify(value)}</code>;
}

function UsePanel({ checkpoint }: { checkpoint: CheckpointRecord }) {
  const t = useTranslations('checkpoints');
  const isUnused = checkpoint.indexes.length === 0 && checkpoint.releases.length === 0;
  return (
    <Panel title={t('usedBy')}>
      {isUnused ? (
        <p className="text-ink-3">{t('unused')}</p>
      ) : (
        <Facts
          facts={[
            ...checkpoint.releases.map((release) => ({
              label: (
                <Link href={`/releases/${release.id}`} className="text-accent hover:underline">
                  {t('release', { number: release.number })}
                </Link>
              ),
              value: release.isLive ? <StatusDot tone="ok">{t('live')}</StatusDot> : '',
            })),
            ...checkpoint.indexes.map((index) => ({ label: t('indexOf', { corpus: index.corpusName }), value: <Badge tone={index.state === 'ready' ? 'ok' : index.state === 'failed' ? 'danger' : 'information'}>{t(`indexState.${index.state}`)}</Badge> })),
          ]}
        />
      )}
    </Panel>
  );
}
