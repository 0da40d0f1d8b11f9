'use client';
import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { StageBadge } from '@/components/checkpoints/stage-badge';
import { cn } from '@/components/ui/cn';
import { useFormat } from '@/components/ui/use-format';
import type { Configuration } from '@/lib/contracts/configuration';

/** A configuration as what happens to a query: first stage, K candidates, reranker, N results. */
export function ConfigurationFlow({
  configuration,
  className,
}: {
  configuration: Pick<Configuration, 'spec' | 'checkpoints'>;
  className?: string;
}) {
  const t = useTranslations('releases');
  const format = useFormat();
  const { spec, checkpoints } = configuration;
  const sources = spec.embedders.length + Number(spec.bm25 !== null);
  const find = (id: string) => checkpoints.find((checkpoint) => checkpoint.id === id);
  return (
    <ol className={cn('flex flex-col gap-2 lg:flex-row lg:items-stretch', className)}>
      <Block title={t('flow.firstStage')}>
        {spec.embedders.map((embedder) => (
          <Part
            key={embedder.checkpointId}
            id={embedder.checkpointId}
            name={find(embedder.checkpointId)?.name}
            stage={find(embedder.checkpointId)?.stage}
            weight={sources > 1 ? format.number(embedder.weight, 2) : undefined}
          />
        ))}
        {spec.bm25 && <Part name="BM25" weight={sources > 1 ? format.number(spec.bm25.weight, 2) : undefined} />}
      </Block>
      <Arrow label={t('flow.candidates', { budget: spec.operatingPoint.budget })} />
      <Block title={t('part.reranker')}>
        {spec.reranker ? (
          <Part
            id={spec.reranker.checkpointId}
            name={find(spec.reranker.checkpointId)?.name}
            stage={find(spec.reranker.checkpointId)?.stage}
            weight={spec.reranker.weight < 1 ? format.percent(spec.reranker.weight) : undefined}
          />
        ) : (
          <span className="text-ink-3">{t('without')}</span>
        )}
      </Block>
      <Arrow label={t('flow.results', { depth: spec.operatingPoint.depth })} />
    </ol>
  );
}

const Block = ({ title, children }: { title: ReactNode; children: ReactNode }) => (
  <li className="flex min-w-0 flex-1 flex-col gap-1.5 rounded-md border bg-surface px-3 py-2.5">
    <span className="text-ink-3 text-xs">{title}</span>
    {children}
  </li>
);

const Arrow = ({ label }: { label: ReactNode }) => (
  <li className="tabular flex items-center gap-1.5 self-center whitespace-nowrap text-ink-2 text-xs max-lg:self-start max-lg:pl-3">
    <ArrowRight aria-hidden className="size-3.5 text-ink-3 max-lg:rotate-90" />
    {label}
  </li>
);

function Part({ id, name, stage, weight }: { id?: string; name: string | undefined; stage?: string; weight?: string }) {
  return (
    <span className="flex min-w-0 items-center justify-between gap-2">
      {id ? (
        <Link href={`/checkpoints/${id}`} className="truncate font-medium hover:underline">
          {name ?? id.slice(0, 8)}
        </Link>
      ) : (
        <span className="font-medium">{name}</span>
      )}
      <span className="flex shrink-0 items-center gap-2">
        {weight && <span className="tabular text-ink-3 text-xs">{weight}</span>}
        {stage && <StageBadge stage={stage} />}
      </span>
    </span>
  );
}
