'use client';
import { ArrowDown } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import { CodeBlock } from '@/components/ui/code-block';
import { HashChip } from '@/components/ui/hash-chip';
import { Panel } from '@/components/ui/panel';
import type { CheckpointRecord } from '@/lib/contracts/checkpoints';
import { StageBadge } from './stage-badge';

/** Where a checkpoint comes from and what was made from it: base, stages, this one, its children. */
export function CheckpointLineage({ checkpoint }: { checkpoint: CheckpointRecord }) {
  const t = useTranslations('checkpoints');
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Panel title={t('lineage.title')} description={t('lineage.description')}>
        <ol className="flex flex-col items-stretch">
          {checkpoint.baseModel && checkpoint.ancestors.length === 0 && (
            <Step name={checkpoint.baseModel.name} note={t('lineage.baseModel')} />
          )}
          {checkpoint.ancestors.map((ancestor) => (
            <Step key={ancestor.id} name={ancestor.name} stage={ancestor.stage} href={`/checkpoints/${ancestor.id}`} />
          ))}
          <Step
            name={checkpoint.name}
            stage={checkpoint.stage}
            isCurrent
            isLast={checkpoint.children.length === 0}
            note={t('lineage.this')}
          />
          {checkpoint.children.length > 0 && (
            <li className={cn('grid gap-2', checkpoint.children.length > 1 && 'sm:grid-cols-2')}>
              {checkpoint.children.map((child) => (
                <Box key={child.id} name={child.name} stage={child.stage} href={`/checkpoints/${child.id}`} />
              ))}
            </li>
          )}
        </ol>
      </Panel>
      <div className="flex min-w-0 flex-col gap-6">
        <Panel title={t('lineage.adapters')} isFlush={checkpoint.adapters.length > 0}>
          {checkpoint.adapters.length === 0 ? (
            <p className="text-ink-3">{t('lineage.noAdapters')}</p>
          ) : (
            <ol className="divide-y">
              {checkpoint.adapters.map((adapter, position) => (
                <li
                  key={adapter.hash}
                  className="flex min-h-9 flex-wrap items-center justify-between gap-x-4 px-4 py-1.5"
                >
                  <span>
                    <span className="tabular mr-2 text-ink-3">{position + 1}.</span>
                    {adapter.name}
                    <span className="ml-2 text-ink-3">
                      {t('lineage.rank', { rank: adapter.rank, alpha: adapter.alpha })}
                    </span>
                  </span>
                  <HashChip hash={adapter.hash} />
                </li>
              ))}
            </ol>
          )}
        </Panel>
        {checkpoint.lineage && (
          <CodeBlock label={t('lineage.record')} code={JSON.stringify(checkpoint.lineage, null, 2)} />
        )}
      </div>
    </div>
  );
}

type BoxProps = { name: string; stage?: string; href?: string; note?: string; isCurrent?: boolean };

function Step({ isLast, ...box }: BoxProps & { isLast?: boolean }) {
  return (
    <li className="flex flex-col items-stretch">
      <Box {...box} />
      {!isLast && <ArrowDown aria-hidden className="my-1 size-4 self-center text-ink-3" />}
    </li>
  );
}

function Box({ name, stage, href, note, isCurrent }: BoxProps) {
  return (
    <div
      aria-current={isCurrent || undefined}
      className={cn(
        'flex items-center justify-between gap-3 rounded-md border px-3 py-2',
        isCurrent && 'border-accent bg-accent-soft',
      )}
    >
      <span className="flex min-w-0 flex-col">
        {href ? (
          <Link href={href} className="truncate font-medium hover:underline">
            {name}
          </Link>
        ) : (
          <span className="truncate font-medium">{name}</span>
        )}
        {note && <span className="text-ink-2 text-xs">{note}</span>}
      </span>
      {stage && <StageBadge stage={stage} />}
    </div>
  );
}
