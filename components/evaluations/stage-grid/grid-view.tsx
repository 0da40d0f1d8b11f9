'use client';
import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useLabels } from '@/components/evaluations/use-labels';
import { Button } from '@/components/ui/button';
import { toCsv } from '@/components/ui/csv';
import { download, fileNameOf } from '@/components/ui/download';
import { HeatMap } from '@/components/ui/heat-map';
import { Panel } from '@/components/ui/panel';
import { Select } from '@/components/ui/select';
import { useFormat } from '@/components/ui/use-format';
import { useUrlState } from '@/components/ui/use-url-state';
import type { Evaluation } from '@/lib/contracts/evaluations';
import { CellPanel } from './cell-panel';
import { EffectsPanel } from './effects-panel';
import { cellAt, type GridResults, pointKey, shownValue, summaryOf } from './grid-cell';
import { GridVerdict } from './grid-verdict';

/** The heat map of a grid with its controls; a cell opens beside it. Everything chosen stands in the address. */
export function GridView({ evaluation, results }: { evaluation: Evaluation; results: GridResults }) {
  const t = useTranslations('stageGrid');
  const format = useFormat();
  const [search, change] = useUrlState();
  const { part } = useLabels(evaluation);
  const measures = results.cells[0]?.measures.map(({ measure }) => measure) ?? [];
  const measure = measures.find((candidate) => candidate === search.get('measure')) ?? results.primaryMeasure;
  const chosenCell = results.cells.find(({ key }) => key === search.get('cell'));
  const bestPoint = results.cells.find(({ key }) => key === results.best);
  const points = results.effects;
  const point =
    points.find((candidate) => pointKey(candidate) === search.get('at')) ??
    points.find((candidate) => candidate.budget === bestPoint?.budget && candidate.depth === bestPoint.depth) ??
    points[0];
  const live = results.cells.find(({ key }) => key === (evaluation.liveCell ?? results.champion));
  const isDifference = search.get('show') === 'difference' && live !== undefined;
  if (!point) return null;
  const isPrimary = measure === results.primaryMeasure;
  const effectOf = (list: (typeof point)['rows'], key: string) =>
    format.signed(list.find((entry) => entry.key === key)?.effect.value);
  const words = (value: number) => (isDifference ? format.signed(value) : format.number(value, 3));
  const saveCsv = () =>
    download(
      `${fileNameOf(evaluation.name)}.csv`,
      toCsv([
        [t('rows'), t('columns'), 'K', 'N', t('weight'), ...measures, t('inBestSet')],
        ...results.cells.map((cell) => [
          part(cell.row),
          part(cell.column),
          cell.budget,
          cell.depth,
          cell.rerankerWeight,
          ...measures.map((name) => summaryOf(cell, name)?.mean),
          results.bestSet.includes(cell.key) ? 1 : 0,
        ]),
      ]),
      'text/csv;charset=utf-8',
    );
  return (
    <div className="flex flex-col gap-6">
      <GridVerdict evaluation={evaluation} results={results} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <Panel
          title={t(isDifference ? 'mapDifference' : 'map', { measure })}
          description={t('mapHint')}
          actions={
            <>
              <Select
                aria-label={t('measure')}
                value={measure}
                onChange={(next) => change({ measure: next })}
                options={measures.map((value) => ({ value, label: value }))}
                className="w-auto"
              />
              {points.length > 1 && (
                <Select
                  aria-label={t('point')}
                  value={pointKey(point)}
                  onChange={(at) => change({ at })}
                  options={points.map((candidate) => ({
                    value: pointKey(candidate),
                    label: `K ${candidate.budget} · N ${candidate.depth}${results.cells.some((cell) => cell.rerankerWeight > 0 && cell.rerankerWeight < 1) ? ` · ${candidate.rerankerWeight}` : ''}`,
                  }))}
                  className="w-auto"
                />
              )}
              {live && (
                <Select
                  aria-label={t('show.label')}
                  value={isDifference ? 'difference' : 'absolute'}
                  onChange={(show) => change({ show: show === 'absolute' ? undefined : show })}
                  options={[
                    { value: 'absolute', label: t('show.absolute') },
                    { value: 'difference', label: t('show.difference') },
                  ]}
                  className="w-auto"
                />
              )}
              <Button variant="ghost" size="sm" onClick={saveCsv}>
                <Download aria-hidden />
                CSV
              </Button>
            </>
          }
        >
          <HeatMap
            label={t('map', { measure })}
            rows={results.rows.map(({ key }) => ({ key, label: part(key) }))}
            columns={results.columns.map(({ key }) => ({ key, label: part(key) }))}
            rowTitle={t('rows')}
            columnTitle={t('columns')}
            cell={(row, column) => {
              const cell = cellAt(results, row, column, point);
              if (!cell) return { value: null, state: t('noCell') };
              const summary = summaryOf(cell, measure);
              const interval =
                summary?.lower == null
                  ? undefined
                  : t('cellInterval', {
                      low: format.number(summary.lower, 3),
                      high: format.number(summary.upper, 3),
                      n: summary.definedQueries,
                    });
              return {
                value: shownValue(cell, measure, isDifference ? live : undefined),
                ...(interval ? { detail: interval } : {}),
                isChosen: isPrimary && cell.key === results.best,
                isTiedWithBest: isPrimary && results.bestSet.includes(cell.key),
                isLive: cell.key === evaluation.liveCell,
              };
            }}
            formatValue={words}
            {...(isPrimary && !isDifference
              ? {
                  rowMargin: { title: t('effect'), value: (row: string) => effectOf(point.rows, row) },
                  columnMargin: { title: t('effect'), value: (column: string) => effectOf(point.columns, column) },
                }
              : {})}
            onSelect={(row, column) => change({ cell: cellAt(results, row, column, point)?.key })}
            words={{ chosen: t('best'), tied: t('tied'), live: t('live') }}
          />
          <p className="mt-2 text-ink-3 text-xs">{t('legend')}</p>
        </Panel>
        <CellPanel
          evaluation={evaluation}
          results={results}
          cell={chosenCell ?? results.cells.find(({ key }) => key === results.defaultChoice)}
          live={live}
        />
      </div>
      <EffectsPanel evaluation={evaluation} results={results} point={point} />
    </div>
  );
}
