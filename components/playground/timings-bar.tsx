'use client';
import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import { useFormat } from '@/components/ui/use-format';
import type { Timings } from '@/lib/contracts/playground';

const stages = [
  ['tokenize', 'bg-chart-7'],
  ['embed', 'bg-chart-1'],
  ['search', 'bg-chart-3'],
  ['rerank', 'bg-chart-2'],
] as const;

/** Where the time of one request went. */
export function TimingsBar({ timings, wasCold }: { timings: Timings; wasCold: boolean }) {
  const t = useTranslations('playground');
  const format = useFormat();
  const total = Math.max(timings.totalMs, 0.001);
  return (
    <div className="flex flex-col gap-1.5">
      <div aria-hidden className="flex h-1.5 gap-px overflow-hidden rounded-full bg-active">
        {stages.map(([stage, color]) => (
          <span key={stage} className={color} style={{ width: `${(timings[`${stage}Ms`] / total) * 100}%` }} />
        ))}
      </div>
      <dl className="tabular flex flex-wrap gap-x-4 gap-y-0.5 text-ink-3 text-xs">
        {stages.map(([stage, color]) => (
          <div key={stage} className="flex items-center gap-1.5">
            <dt className="flex items-center gap-1.5">
              <span aria-hidden className={cn('size-2 rounded-full', color)} />
              {t(`stage.${stage}`)}
            </dt>
            <dd className="text-ink-2">{format.duration(timings[`${stage}Ms`])}</dd>
          </div>
        ))}
        <div className="flex gap-1.5">
          <dt>{t('stage.total')}</dt>
          <dd className="font-medium text-ink">{format.duration(timings.totalMs)}</dd>
        </div>
      </dl>
      {wasCold && <p className="text-ink-3 text-xs">{t('wasCold')}</p>}
    </div>
  );
}
