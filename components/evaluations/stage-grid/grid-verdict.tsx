'use client';
import { useTranslations } from 'next-intl';
import { useLabels } from '@/components/evaluations/use-labels';
import { Alert } from '@/components/ui/alert';
import { StatTile, StatTiles } from '@/components/ui/stat-tile';
import { useFormat } from '@/components/ui/use-format';
import type { Evaluation } from '@/lib/contracts/evaluations';
import { type GridResults, summaryOf } from './grid-cell';

/** The answer of a grid in a sentence, with its doubt: the best, what cannot be told from it, the cheapest of those, confirmation. */
export function GridVerdict({ evaluation, results }: { evaluation: Evaluation; results: GridResults }) {
  const t = useTranslations('stageGrid.verdict');
  const format = useFormat();
  const { cell: nameOf } = useLabels(evaluation);
  const cellOf = (key: string) => results.cells.find((cell) => cell.key === key);
  const [best, choice] = [
    summaryOf(cellOf(results.best), results.primaryMeasure),
    summaryOf(cellOf(results.defaultChoice), results.primaryMeasure),
  ];
  const { confirmation, sharing } = results;
  const reused =
    sharing.scoredPairs + sharing.cachedPairs === 0
      ? null
      : sharing.cachedPairs / (sharing.scoredPairs + sharing.cachedPairs);
  return (
    <div className="flex flex-col gap-3">
      <Alert
        title={t('title', {
          cell: nameOf(results.best),
          measure: results.primaryMeasure,
          mean: format.number(best?.mean, 3),
        })}
      >
        <p>{t('set', { count: results.bestSet.length, all: results.cells.length })}</p>
        {results.defaultChoice !== results.best && (
          <p>{t('cheapest', { cell: nameOf(results.defaultChoice), mean: format.number(choice?.mean, 3) })}</p>
        )}
        {results.detectableDifference !== null && (
          <p>
            {t('detectable', {
              difference: format.number(results.detectableDifference, 3),
              queries: best?.definedQueries ?? 0,
            })}
          </p>
        )}
      </Alert>
      {confirmation && (
        <Alert
          tone={
            confirmation.verdict === 'confirmed' ? 'ok' : confirmation.verdict === 'refuted' ? 'danger' : 'information'
          }
          title={t(`confirmation.${confirmation.verdict}`, { cell: nameOf(confirmation.cell) })}
        >
          {t('confirmationDetail', {
            selection: format.number(confirmation.selectionMean, 3),
            selectionQueries: confirmation.selectionQueries,
            mean: format.number(confirmation.confirmationMean, 3),
            queries: confirmation.confirmationQueries,
            low: format.number(confirmation.interval?.lower, 3),
            high: format.number(confirmation.interval?.upper, 3),
          })}
        </Alert>
      )}
      <StatTiles>
        <StatTile
          label={t('cells')}
          value={format.number(results.cells.length)}
          note={t('axes', { rows: results.rows.length, columns: results.columns.length })}
        />
        <StatTile label={t('scored')} value={format.number(sharing.scoredPairs)} note={t('scoredNote')} />
        <StatTile
          label={t('reused')}
          value={format.percent(reused)}
          note={t('reusedNote', { pairs: format.number(sharing.cachedPairs) })}
        />
        <StatTile
          label={t('union')}
          value={format.number(sharing.unionPairs)}
          note={t('unionNote', { pairs: format.number(sharing.separatePairs) })}
        />
      </StatTiles>
    </div>
  );
}
