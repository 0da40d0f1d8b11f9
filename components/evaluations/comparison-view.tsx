'use client';
import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '@/components/ui/data-table';
import { useFormat } from '@/components/ui/use-format';
import type { Evaluation } from '@/lib/contracts/evaluations';
import type { ResultsOf } from './evaluated-rows';
import { useMeasureWords } from './measure-words';
import { RegressionFigure } from './regression-figure';
import { useLabels } from './use-labels';

type Compared = ResultsOf<'comparison'>['measures'][number];

/** Two rows on the same queries: every measure with its interval, corrected p, effect size and what could have been seen. */
export function ComparisonView({ evaluation, results }: { evaluation: Evaluation; results: ResultsOf<'comparison'> }) {
  const t = useTranslations('evaluations.comparison');
  const format = useFormat();
  const meaning = useMeasureWords();
  const { cell } = useLabels(evaluation);
  const number = (
    key: string,
    header: string,
    value: (row: Compared) => number | null,
    digits = 3,
    definition?: string,
  ): Column<Compared> => ({
    key,
    header,
    isNumber: true,
    value,
    cell: (row) => format.number(value(row), digits),
    ...(definition ? { definition } : {}),
  });
  const columns: Column<Compared>[] = [
    {
      key: 'measure',
      header: t('measure'),
      value: (row) => row.measure,
      cell: (row) => <span title={meaning(row.measure)}>{row.measure}</span>,
    },
    number('before', t('before'), (row) => row.beforeMean),
    number('after', t('after'), (row) => row.afterMean),
    {
      key: 'change',
      header: t('change'),
      isNumber: true,
      value: (row) => row.paired.mean,
      cell: (row) => format.signed(row.paired.mean),
    },
    {
      key: 'interval',
      header: t('interval'),
      isNumber: true,
      definition: t('intervalDefinition'),
      cell: (row) =>
        row.paired.interval
          ? `${format.signed(row.paired.interval.lower)} – ${format.signed(row.paired.interval.upper)}`
          : '–',
    },
    {
      key: 'bootstrap',
      header: t('bootstrap'),
      isNumber: true,
      from: 'lg',
      cell: (row) =>
        row.paired.bootstrap
          ? `${format.signed(row.paired.bootstrap.lower)} – ${format.signed(row.paired.bootstrap.upper)}`
          : '–',
    },
    number('p', t('p'), (row) => row.paired.signFlipP, 4, t('pDefinition')),
    number('corrected', t('corrected'), (row) => row.correctedP, 4, t(`correction.${results.correction}`)),
    number('effect', t('effect'), (row) => row.paired.effectSize, 2, t('effectDefinition')),
    number('detectable', t('detectable'), (row) => row.detectableDifference, 3, t('detectableDefinition')),
  ];
  return (
    <div className="flex flex-col gap-6">
      <p className="text-ink-2">{t('sides', { before: cell(results.before.row), after: cell(results.after.row) })}</p>
      <DataTable
        name="comparison"
        label={t('title')}
        columns={columns}
        rows={results.measures}
        rowKey={(row) => row.measure}
        urlPrefix="m-"
      />
      {results.leftOut.length > 0 && <p className="text-ink-3">{t('leftOut', { count: results.leftOut.length })}</p>}
      <div className="grid gap-4 xl:grid-cols-2">
        {results.regressions.map((report) => (
          <RegressionFigure key={report.measure} report={report} nameOf={cell} />
        ))}
      </div>
    </div>
  );
}
