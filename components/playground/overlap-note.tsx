'use client';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/ui/use-format';
import type { PlaygroundAnswer } from '@/lib/contracts/playground';
import { overlap } from './compare-results';

/** How much two answers have in common, and which was faster. */
export function OverlapNote({ left, right }: { left: PlaygroundAnswer; right: PlaygroundAnswer }) {
  const t = useTranslations('playground');
  const format = useFormat();
  const { shared, of } = overlap(left.results, right.results);
  const differenceMs = right.timings.totalMs - left.timings.totalMs;
  return (
    <p className="tabular text-ink-2" aria-live="polite">
      {t('overlap', { shared, of })} ·{' '}
      {differenceMs >= 0
        ? t('rightSlower', { time: format.duration(differenceMs) })
        : t('rightFaster', { time: format.duration(-differenceMs) })}
    </p>
  );
}
