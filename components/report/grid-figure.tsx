'use client';
import { useTranslations } from 'next-intl';
import { ChartFrame } from '@/components/ui/chart-frame';
import { HeatMap } from '@/components/ui/heat-map';
import { useFormat } from '@/components/ui/use-format';
import type { Report } from '@/lib/contracts/report';
import { NotYet } from './report-section';

type Grid = NonNullable<Report['grid']>;

/** Every embedder with every reranker; the chosen cell ringed, those that cannot be told from the best hatched. */
export function GridFigure({ grid }: { grid: Report['grid'] }) {
  const t = useTranslations('report.grid');
  const format = useFormat();
  const chosen = grid?.cells.find((cell) => cell.isChosen);
  if (!grid || !chosen) return <NotYet>{t('none')}</NotYet>;
  const columns = grid.columns.map(({ key, label, isReranker }) => ({ key, label: isReranker ? label : t('without') }));
  const labelOf = (list: readonly { key: string; label: string }[], key: string) =>
    list.find((item) => item.key === key)?.label ?? key;
  const find = (row: string, column: string) => grid.cells.find((cell) => cell.row === row && cell.column === column);
  const cell = (row: string, column: string) => {
    const found = find(row, column);
    if (!found) return undefined;
    const { value, lower, upper, isChosen, isTiedWithBest, isLive } = found;
    const interval =
      lower === null || upper === null
        ? undefined
        : t('interval', { lower: format.number(lower, 3), upper: format.number(upper, 3) });
    return { value, isChosen, isTiedWithBest, isLive, ...(interval ? { detail: interval } : {}) };
  };
  const { measure, budget, depth, queries } = grid;
  const table = {
    columns: [t('rows'), ...columns.map(({ label }) => label)],
    rows: grid.rows.map((row) => [
      row.label,
      ...columns.map((column) => format.number(find(row.key, column.key)?.value, 3)),
    ]),
  };
  return (
    <div id="grid" className="flex break-inside-avoid flex-col gap-2">
      <ChartFrame
        title={t('title', { row: labelOf(grid.rows, chosen.row), column: labelOf(columns, chosen.column) })}
        note={t('note', { measure, budget, depth, queries })}
        table={table}
        isReadable
      >
        <HeatMap
          label={grid.name}
          rows={grid.rows}
          columns={columns}
          rowTitle={t('rows')}
          columnTitle={t('columns')}
          cell={cell}
          formatValue={(value) => format.number(value, 3)}
          words={{ chosen: t('word.chosen'), tied: t('word.tied'), live: t('word.live') }}
        />
      </ChartFrame>
      <Doubts grid={grid} />
    </div>
  );
}

function Doubts({ grid: { tiedCells, confirmation } }: { grid: Grid }) {
  const t = useTranslations('report.grid');
  return (
    <p className="text-ink-2">
      {t('tied', { count: tiedCells })}{' '}
      {confirmation &&
        confirmation.verdict !== 'no-baseline' &&
        t(confirmation.verdict, { queries: confirmation.queries })}
    </p>
  );
}
