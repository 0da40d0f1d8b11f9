'use client';
import { useTranslations } from 'next-intl';
import { Alert } from '@/components/ui/alert';
import { ChoiceFilter } from '@/components/ui/filter-bar';
import { useUrlState } from '@/components/ui/use-url-state';
import type { Evaluation } from '@/lib/contracts/evaluations';
import { CurveFigure } from './curve-figure';
import type { ResultsOf } from './evaluated-rows';
import { MeasuresTable } from './measures-table';
import { RegressionFigure } from './regression-figure';
import { useLabels } from './use-labels';

/** Embedders with their curves, rerankers on the same candidates, or an imported run; each stage against its parent. */
export function ComponentView({
  evaluation,
  results,
}: {
  evaluation: Evaluation;
  results: ResultsOf<'component'> | ResultsOf<'run'>;
}) {
  const t = useTranslations('evaluations');
  const [search] = useUrlState();
  const { part } = useLabels(evaluation);
  const remarks = [...new Set(results.rows.flatMap((row) => row.remarks))];
  const regressions = results.kind === 'component' ? results.regressions : [];
  const measures = [...new Set(regressions.map(({ measure }) => measure))];
  const measure = measures.find((candidate) => candidate === search.get('measure')) ?? measures[0];
  return (
    <div className="flex flex-col gap-6">
      {results.kind === 'component' && results.component === 'embedder' && (
        <CurveFigure results={results} nameOf={part} />
      )}
      <MeasuresTable label={t('tab.result')} rows={results.rows} nameOf={part} />
      {remarks.length > 0 && (
        <Alert title={t('remarks')}>
          <ul className="list-disc pl-4">
            {remarks.map((remark) => (
              <li key={remark}>{remark}</li>
            ))}
          </ul>
        </Alert>
      )}
      {measure && (
        <section className="flex flex-col gap-3">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <h2 className="font-semibold text-lg">{t('againstParent')}</h2>
            <ChoiceFilter
              name="measure"
              label={t('measureChoice')}
              options={measures.map((value) => ({ value, label: value }))}
            />
          </div>
          <div className="grid gap-4 xl:grid-cols-2">
            {regressions
              .filter((report) => report.measure === measure)
              .map((report) => (
                <RegressionFigure key={`${report.row} ${report.against}`} report={report} nameOf={part} />
              ))}
          </div>
        </section>
      )}
    </div>
  );
}
