'use client';
import type { UseQueryResult } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Equal, FlaskConical, SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import { Problem } from '@/components/ui/problem';
import { SkeletonLines } from '@/components/ui/skeleton';
import { useFormat } from '@/components/ui/use-format';
import type { ComponentRef } from '@/lib/contracts/configuration';
import type { PlaygroundAnswer, PlaygroundResult } from '@/lib/contracts/playground';
import type { Standing } from './compare-results';
import { TimingsBar } from './timings-bar';
import { WhyView } from './why-view';

/** The answer of one side. */
export function SideView({
  answer,
  isAsked,
  query,
  standing,
}: {
  answer: UseQueryResult<PlaygroundAnswer>;
  isAsked: boolean;
  query: string;
  standing: Map<string, Standing> | undefined;
}) {
  const t = useTranslations('playground');
  if (!isAsked)
    return (
      <EmptyState icon={FlaskConical} title={t('askTitle')}>
        {t('askDetail')}
      </EmptyState>
    );
  if (answer.isError) return <Problem error={answer.error} onRetry={() => answer.refetch()} />;
  if (!answer.data) return <SkeletonLines lines={12} className="rounded-lg border p-4" />;
  const { data } = answer;
  return (
    <div className={cn('flex flex-col gap-3 transition-opacity', answer.isFetching && 'opacity-60')}>
      <TimingsBar timings={data.timings} wasCold={data.wasCold} />
      {data.results.length === 0 ? (
        <EmptyState icon={SearchX} title={t('nothingTitle')}>
          {t('nothingDetail')}
        </EmptyState>
      ) : (
        <ol className="flex flex-col divide-y overflow-hidden rounded-lg border bg-surface">
          {data.results.map((result) => (
            <Result
              key={result.id}
              result={result}
              checkpoints={data.checkpoints}
              query={query}
              standing={standing?.get(result.id)}
            />
          ))}
        </ol>
      )}
    </div>
  );
}

function Result({
  result,
  checkpoints,
  query,
  standing,
}: {
  result: PlaygroundResult;
  checkpoints: readonly ComponentRef[];
  query: string;
  standing: Standing | undefined;
}) {
  const t = useTranslations('playground');
  const format = useFormat();
  const { why } = result;
  return (
    <li className={cn('flex gap-3 px-3 py-2.5', standing?.kind === 'only' && 'bg-accent-soft')}>
      <span className="tabular w-6 shrink-0 pt-px text-right font-semibold text-ink-2">{result.rank}</span>
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <div className="flex items-start justify-between gap-2">
          <p className="min-w-0 break-words font-medium">
            {result.title || <code className="font-mono text-xs">{result.id}</code>}
          </p>
          {standing && <StandingMark standing={standing} />}
        </div>
        <p className="line-clamp-2 break-words text-ink-2">{result.text}</p>
        <details className="group">
          <summary className="tabular flex w-fit list-none flex-wrap items-center gap-x-3 rounded-sm text-ink-3 text-xs hover:text-ink">
            <span>{t('firstStageRank', { rank: why.firstStage.rank })}</span>
            {why.reranker && <span>{t('rerankerScore', { score: format.number(why.reranker.score, 3) })}</span>}
            <span>{t('score', { score: format.number(result.score, 3) })}</span>
            <span className="text-accent group-open:underline">{t('why')}</span>
          </summary>
          <WhyView result={result} checkpoints={checkpoints} query={query} />
        </details>
      </div>
    </li>
  );
}

function StandingMark({ standing }: { standing: Standing }) {
  const t = useTranslations('playground.standing');
  if (standing.kind === 'only') return <Badge tone="accent">{t('only')}</Badge>;
  if (standing.kind === 'same') {
    return (
      <span className="shrink-0 text-ink-3" title={t('same')}>
        <Equal aria-label={t('same')} className="size-3.5" />
      </span>
    );
  }
  const isUp = standing.by > 0;
  return (
    <span
      className="tabular inline-flex shrink-0 items-center gap-0.5 text-ink-2 text-xs"
      title={isUp ? t('higher', { by: standing.by }) : t('lower', { by: -standing.by })}
    >
      {isUp ? <ArrowUp aria-hidden className="size-3" /> : <ArrowDown aria-hidden className="size-3" />}
      <span className="sr-only">{isUp ? t('higher', { by: standing.by }) : t('lower', { by: -standing.by })}</span>
      <span aria-hidden>{Math.abs(standing.by)}</span>
    </span>
  );
}
