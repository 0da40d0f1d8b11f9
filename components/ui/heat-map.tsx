'use client';
import { type KeyboardEvent, useRef, useState } from 'react';
import { cn } from './cn';
import { Tooltip } from './tooltip';

export type HeatCell = {
  value: number | null;
  /** more than the value: the interval, n */
  detail?: string;
  isChosen?: boolean;
  /** cannot be told apart from the best */
  isTiedWithBest?: boolean;
  isLive?: boolean;
  /** instead of a value: queued, running, failed */
  state?: string;
};

type HeatMapProps = {
  label: string;
  rows: readonly { key: string; label: string }[];
  columns: readonly { key: string; label: string }[];
  rowTitle: string;
  columnTitle: string;
  cell: (row: string, column: string) => HeatCell | undefined;
  formatValue: (value: number) => string;
  /** effect of each row and column, at the margins */
  rowMargin?: { title: string; value: (row: string) => string };
  columnMargin?: { title: string; value: (column: string) => string };
  onSelect?: (row: string, column: string) => void;
  words: { chosen: string; tied: string; live: string };
};

const hatch =
  'repeating-linear-gradient(135deg, transparent 0 5px, color-mix(in oklab, currentColor 24%, transparent) 5px 6px)';

/**
 * A grid of values: shade by value, the number in the cell, the chosen one ringed, those that cannot be told from the best
 * hatched alike. Arrow keys move, Enter opens.
 */
export function HeatMap(props: HeatMapProps) {
  const { rows, columns, cell } = props;
  const [focus, setFocus] = useState({ row: 0, column: 0 });
  const table = useRef<HTMLTableElement>(null);
  const values = rows.flatMap((row) => columns.flatMap((column) => cell(row.key, column.key)?.value ?? []));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const shade = (value: number) => (high > low ? 8 + 52 * ((value - low) / (high - low)) : 30);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const row = Math.min(rows.length - 1, Math.max(0, focus.row + (step[0] ?? 0)));
    const column = Math.min(columns.length - 1, Math.max(0, focus.column + (step[1] ?? 0)));
    setFocus({ row, column });
    table.current?.querySelector<HTMLButtonElement>(`[data-cell="${row} ${column}"]`)?.focus();
  };
  return (
    <div className="scrollbar-slim overflow-x-auto p-1">
      <table ref={table} aria-label={props.label} className="tabular border-separate border-spacing-1">
        <thead>
          <tr>
            <td />
            <th colSpan={columns.length} scope="colgroup" className="pb-1 text-center font-medium text-ink-3 text-xs">
              {props.columnTitle}
            </th>
          </tr>
          <tr>
            <th scope="col" className="pr-2 text-right font-medium text-ink-3 text-xs">
              {props.rowTitle}
            </th>
            {columns.map((column) => (
              <th key={column.key} scope="col" className="min-w-20 px-1 text-center font-medium text-xs">
                {column.label}
              </th>
            ))}
            {props.rowMargin && (
              <th scope="col" className="pl-3 text-right font-medium text-ink-3 text-xs">
                {props.rowMargin.title}
              </th>
            )}
          </tr>
        </thead>
        <tbody onKeyDown={move}>
          {rows.map((row, rowPosition) => (
            <tr key={row.key}>
              <th scope="row" className="whitespace-nowrap pr-2 text-right font-medium text-xs">
                {row.label}
              </th>
              {columns.map((column, columnPosition) => (
                <td key={column.key} className="p-0">
                  <Cell
                    {...props}
                    content={cell(row.key, column.key)}
                    name={`${row.label}, ${column.label}`}
                    position={`${rowPosition} ${columnPosition}`}
                    isInTabOrder={focus.row === rowPosition && focus.column === columnPosition}
                    shade={shade}
                    onFocus={() => setFocus({ row: rowPosition, column: columnPosition })}
                    onOpen={() => props.onSelect?.(row.key, column.key)}
                  />
                </td>
              ))}
              {props.rowMargin && <td className="pl-3 text-right text-ink-2">{props.rowMargin.value(row.key)}</td>}
            </tr>
          ))}
          {props.columnMargin && (
            <tr>
              <th scope="row" className="pr-2 pt-1 text-right font-medium text-ink-3 text-xs">
                {props.columnMargin.title}
              </th>
              {columns.map((column) => (
                <td key={column.key} className="pt-1 text-center text-ink-2">
                  {props.columnMargin?.value(column.key)}
                </td>
              ))}
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

type CellProps = HeatMapProps & {
  content: HeatCell | undefined;
  name: string;
  position: string;
  isInTabOrder: boolean;
  shade: (value: number) => number;
  onFocus: () => void;
  onOpen: () => void;
};

function Cell({ content, name, position, isInTabOrder, shade, onFocus, onOpen, formatValue, words }: CellProps) {
  const value = content?.value ?? null;
  const marks = [
    content?.isChosen && words.chosen,
    content?.isTiedWithBest && words.tied,
    content?.isLive && words.live,
  ]
    .filter(Boolean)
    .join(', ');
  const text = value === null ? (content?.state ?? '–') : formatValue(value);
  return (
    <Tooltip
      content={
        <>
          <p className="font-medium">{name}</p>
          {value !== null && <p className="tabular">{text}</p>}
          {content?.detail && <p>{content.detail}</p>}
          {marks && <p>{marks}</p>}
        </>
      }
    >
      <button
        type="button"
        data-cell={position}
        tabIndex={isInTabOrder ? 0 : -1}
        aria-label={[name, text, content?.detail, marks].filter(Boolean).join(', ')}
        onFocus={onFocus}
        onClick={onOpen}
        className={cn(
          'relative flex h-12 w-full min-w-20 items-center justify-center rounded-md border border-transparent text-ink',
          content?.isChosen && 'border-accent font-semibold ring-2 ring-accent',
          value === null && 'border-line border-dashed text-ink-3 text-xs',
        )}
        style={{
          backgroundColor:
            value === null
              ? undefined
              : `color-mix(in oklab, var(--color-chart-1) ${Math.round(shade(value))}%, var(--color-surface))`,
          backgroundImage: content?.isTiedWithBest && !content.isChosen ? hatch : undefined,
        }}
      >
        {text}
        {content?.isLive && (
          <span aria-hidden className="absolute top-1 right-1 size-2 rounded-full border border-surface bg-ok" />
        )}
      </button>
    </Tooltip>
  );
}
