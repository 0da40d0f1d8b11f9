'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Badge, StatusDot } from '@/components/ui/badge';
import { Facts } from '@/components/ui/facts';
import { HashChip } from '@/components/ui/hash-chip';
import { Panel } from '@/components/ui/panel';
import { ExactTime, Time } from '@/components/ui/time';
import { Definition } from '@/components/ui/tooltip';
import { useFormat } from '@/components/ui/use-format';
import type { CheckpointRecord, Checks } from '@/lib/contracts/checkpoints';

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
              {
                label: <Definition definition={t('definition.hash')}>{t('column.hash')}</Definition>,
                value: <HashChip hash={checkpoint.contentHash} length={16} />,
              },
              checkpoint.baseModel !== null && { label: t('column.base'), value: checkpoint.baseModel.name },
              { label: t('column.adapters'), value: format.number(checkpoint.adapters.length) },
              checkpoint.tokenizerHash !== null && {
                label: t('tokenizer'),
                value: <HashChip hash={checkpoint.tokenizerHash} />,
              },
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
          <Facts
            facts={Object.entries(checkpoint.config).map(([name, value]) => ({
              label: <code className="font-mono text-xs">{name}</code>,
              value: <ConfigValue value={value} />,
            }))}
          />
        </Panel>
      </div>
      <div className="flex min-w-0 flex-col gap-6">
        <ChecksPanel checks={checkpoint.checks} />
        <UsePanel checkpoint={checkpoint} />
      </div>
    </div>
  );
}

function ChecksPanel({ checks }: { checks: Checks }) {
  const t = useTranslations('checkpoints');
  const format = useFormat();
  const parity = (measured: { maxDifference: number; tolerance: number }) =>
    t('check.parityOf', {
      difference: measured.maxDifference.toExponential(1),
      tolerance: measured.tolerance.toExponential(0),
    });
  return (
    <Panel title={t('column.checks')} description={t('checksDetail')}>
      <Facts
        facts={[
          checks.checkedAt !== undefined && { label: t('check.at'), value: <ExactTime at={checks.checkedAt} /> },
          checks.probes !== undefined && {
            label: <Definition definition={t('check.probesMeaning')}>{t('check.probes')}</Definition>,
            value: format.number(checks.probes),
          },
          checks.spread !== undefined && {
            label: <Definition definition={t('check.spreadMeaning')}>{t('check.spread')}</Definition>,
            value: format.number(checks.spread, 3),
          },
          checks.batchDifference !== undefined && {
            label: <Definition definition={t('check.batchMeaning')}>{t('check.batch')}</Definition>,
            value: checks.batchDifference.toExponential(1),
          },
          checks.mergeParity !== undefined && {
            label: <Definition definition={t('check.mergeMeaning')}>{t('check.merge')}</Definition>,
            value: parity(checks.mergeParity),
          },
          checks.narrowingParity !== undefined && {
            label: t('check.narrowing'),
            value: parity(checks.narrowingParity),
          },
          checks.tokensPerSecond !== undefined && {
            label: t('check.speed'),
            value: t('check.tokensPerS', { tokens: format.number(checks.tokensPerSecond) }),
          },
        ]}
      />
    </Panel>
  );
}

function ConfigValue({ value }: { value: unknown }) {
  if (typeof value === 'string')
    return <span className="whitespace-pre-wrap break-all">{value === '' ? '–' : value}</span>;
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
            ...checkpoint.indexes.map((index) => ({
              label: t('indexOf', { corpus: index.corpusName }),
              value: (
                <Badge tone={index.state === 'ready' ? 'ok' : index.state === 'failed' ? 'danger' : 'information'}>
                  {t(`indexState.${index.state}`)}
                </Badge>
              ),
            })),
          ]}
        />
      )}
    </Panel>
  );
}
