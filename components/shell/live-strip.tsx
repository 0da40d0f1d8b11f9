'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useLive } from '@/components/releases/queries/get-live';
import { StatusDot } from '@/components/ui/badge';
import { Skeleton } from '@/components/ui/skeleton';
import type { Tone } from '@/components/ui/status';
import { useFormat } from '@/components/ui/use-format';
import type { Live } from '@/lib/contracts/live';

const tones = {
  healthy: 'ok',
  loading: 'information',
  failing: 'danger',
  unknown: 'neutral',
} as const satisfies Record<Live['health'], Tone>;

/** The one line that is on every page: what is live, since when, and how it is. */
export function LiveStrip() {
  const t = useTranslations('shell.live');
  const live = useLive();
  if (live.isPending) return <Skeleton className="h-4 w-64" />;
  const health = live.isError ? 'unknown' : (live.data?.health ?? 'unknown');
  const word = { healthy: t('healthy'), loading: t('loading'), failing: t('failing'), unknown: t('unreachable') }[
    health
  ];
  const release = live.data?.release;
  return (
    <section aria-label={t('label')} className="flex min-w-0 items-center gap-3 text-xs">
      {release ? (
        <>
          <StatusDot tone={tones[health]}>
            <span className="max-sm:sr-only">{word}</span>
          </StatusDot>
          <Link
            href={`/releases/${release.id}`}
            className="tabular flex min-w-0 items-center gap-2 rounded-sm py-1 text-ink-2 hover:text-ink"
          >
            <Mix release={release} />
            <span className="shrink-0 text-ink-3">{t('release', { number: release.number })}</span>
            <Since at={release.since} />
          </Link>
        </>
      ) : (
        <StatusDot tone={live.isError ? 'neutral' : 'warning'}>{live.isError ? t('unreachable') : t('none')}</StatusDot>
      )}
    </section>
  );
}

function Mix({ release }: { release: NonNullable<Live['release']> }) {
  const t = useTranslations('shell.live');
  const embedders = release.embedders.map((embedder) => embedder.stage).join(' + ');
  return (
    <span className="truncate font-medium text-ink">
      {embedders || t('bm25Only')}
      <span className="px-1 text-ink-3">×</span>
      {release.reranker?.stage ?? t('noReranker')}
    </span>
  );
}

function Since({ at }: { at: string }) {
  const t = useTranslations('shell.live');
  const format = useFormat();
  return (
    <time dateTime={at} title={format.dateTime(at)} className="shrink-0 text-ink-3 max-lg:hidden">
      {t('since', { at: format.dayTime(at) })}
    </time>
  );
}
