'use client';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { useLabels } from '@/components/evaluations/use-labels';
import { ChartFrame } from '@/components/ui/chart-frame';
import { useFormat } from '@/components/ui/use-format';
import type { Evaluation } from '@/lib/contracts/evaluations';
import { cellAt, type GridPoint, type GridResults, shownValue } from './grid-cell';

const cellWidth = 104;
const cellHeight = 40;
const labelWidth = 150;
const headHeight = 30;

/** The heat map as a picture, for reports and downloads: best cell ringed, those not distinguishable from it hatched. */
export function GridFigure({
  evaluation,
  results,
  point,
  measure,
}: {
  evaluation: Evaluation;
  results: GridResults;
  point: GridPoint;
  measure: string;
}) {
  const t = useTranslations('stageGrid');
  const format = useFormat();
  const hatch = useId();
  const { part } = useLabels(evaluation);
  const values = results.cells.flatMap((cell) => shownValue(cell, measure, undefined) ?? []);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
  const width = labelWidth + results.columns.length * cellWidth;
  const height = headHeight + results.rows.length * cellHeight;
  return (
    <ChartFrame
      title={t('figure', { measure, budget: point.budget, depth: point.depth })}
      note={t('legend')}
      table={{
        columns: [t('rows'), ...results.columns.map(({ key }) => part(key))],
        rows: results.rows.map((row) => [
          part(row.key),
          ...results.columns.map((column) =>
            format.number(shownValue(cellAt(results, row.key, column.key, point), measure, undefined), 4),
          ),
        ]),
      }}
    >
      <svg viewBox={`0 0 ${width} ${height}`} className="h-auto w-full max-w-3xl text-xs" aria-hidden="true">
        <defs>
          <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line x1="0" y1="0" x2="0" y2="6" stroke="var(--color-ink-3)" strokeWidth="1" strokeOpacity="0.5" />
          </pattern>
        </defs>
        {results.columns.map((column, position) => (
          <text
            key={column.key}
            x={labelWidth + (position + 0.5) * cellWidth}
            y={headHeight - 10}
            textAnchor="middle"
            fill="var(--color-ink-2)"
          >
            {cut(part(column.key), 16)}
          </text>
        ))}
        {results.rows.map((row, line) => (
          <g key={row.key} transform={`translate(0 ${headHeight + line * cellHeight})`}>
            <text x={labelWidth - 10} y={cellHeight / 2 + 4} textAnchor="end" fill="var(--color-ink)">
              {cut(part(row.key), 24)}
            </text>
            {results.columns.map((column, position) => {
              const cell = cellAt(results, row.key, column.key, point);
              const value = shownValue(cell, measure, undefined);
              const box = {
                x: labelWidth + position * cellWidth + 2,
                y: 2,
                width: cellWidth - 4,
                height: cellHeight - 4,
                rx: 5,
              };
              return (
                <g key={column.key}>
                  <rect
                    {...box}
                    fill="var(--color-chart-1)"
                    fillOpacity={value === null ? 0 : high > low ? 0.08 + (0.47 * (value - low)) / (high - low) : 0.3}
                  />
                  {cell && cell.key !== results.best && results.bestSet.includes(cell.key) && (
                    <rect {...box} fill={`url(#${hatch})`} />
                  )}
                  {cell?.key === results.best && (
                    <rect {...box} fill="none" stroke="var(--color-accent)" strokeWidth="2.5" />
                  )}
                  <text
                    x={box.x + box.width / 2}
                    y={cellHeight / 2 + 4}
                    textAnchor="middle"
                    fill="var(--color-ink)"
                    fontWeight={cell?.key === results.best ? 600 : 400}
                  >
                    {format.number(value, 3)}
                  </text>
                </g>
              );
            })}
          </g>
        ))}
      </svg>
    </ChartFrame>
  );
}
