'use client';
import { useTranslations } from 'next-intl';
import { Definition } from '@/components/ui/tooltip';
import { useFormat } from '@/components/ui/use-format';
import type { RowSummary } from '@/lib/contracts/evaluation-results';
import { useMeasureWords } from './measure-words';

/** Means with their intervals, and how much of what was returned is judged. */
export function MeasuresTable({
  label,
  rows,
  nameOf,
}: {
  label: string;
  rows: readonly Pick<RowSummary, 'row' | 'measures' | 'coverage'>[];
  nameOf: (row: string) => string;
}) {
  const t = useTranslations('evaluations.measures');
  const format = useFormat();
  const meaning = useMeasureWords();
  const [first] = rows;
  if (!first) return null;
  const head = 'h-9 border-b bg-sunken px-3 text-right font-medium text-ink-3 text-xs whitespace-nowrap';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="scrollbar-slim overflow-x-auto rounded-lg border bg-surface">
      <table className="w-full border-separate border-spacing-0">
        <thead>
          <tr>
            <th scope="col" className={`${head} text-left`}>
              {t('row')}
            </th>
            {first.measures.map(({ measure }) => (
              <th key={measure} scope="col" className={head}>
                <Definition definition={meaning(measure) ?? measure}>{measure}</Definition>
              </th>
            ))}
            <th scope="col" className={head}>
              <Definition definition={t('judgedDefinition', { k: first.coverage.k })}>{t('judged')}</Definition>
            </th>
            <th scope="col" className={head}>
              {t('queries')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.row}>
              <th scope="row" className="h-9 border-b px-3 py-1 text-left font-medium">
                {nameOf(row.row)}
              </th>
              {row.measures.map(({ measure, mean, lower, upper }) => (
                <td key={measure} className="whitespace-nowrap border-b px-3 py-1 text-right">
                  {format.number(mean, 3)}
                  <span className="block text-ink-3 text-xs">
                    {lower === null ? '' : `${format.number(lower, 3)} – ${format.number(upper, 3)}`}
                  </span>
                </td>
              ))}
              <td className="border-b px-3 py-1 text-right">{format.percent(row.coverage.mean, 0)}</td>
              <td className="whitespace-nowrap border-b px-3 py-1 text-right">
                {t('ofQueries', {
                  defined: format.number(row.measures[0]?.definedQueries),
                  all: format.number(row.measures[0]?.queries),
                })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
