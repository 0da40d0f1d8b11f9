'use client';
import { ChartLine, Download, Table2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useId, useRef, useState } from 'react';
import { Button, IconButton } from './button';
import { exportPng, exportSvg } from './chart-export';
import { cn } from './cn';
import { toCsv } from './csv';
import { download, fileNameOf } from './download';
import { Menu } from './menu';
import { problemWords } from './problem';
import { toast } from './toast';

export type ChartTable = { columns: readonly string[]; rows: readonly (readonly (string | number | null)[])[] };

/**
 * The frame of every chart: the answer as a sentence for a title, the same numbers as a table, and downloads. The table is
 * also what screen readers get.
 */
export function ChartFrame({
  title,
  note,
  table,
  isEmpty,
  isReadable,
  actions,
  children,
  className,
}: {
  title: string;
  note?: ReactNode;
  table: ChartTable;
  isEmpty?: boolean;
  /** The chart is a table that can be read and used without seeing it: it is not hidden, and no other stands beside it. */
  isReadable?: boolean;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  const t = useTranslations('ui.chart');
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const [isTable, setIsTable] = useState(false);
  const save = async (format: 'png' | 'svg' | 'csv') => {
    if (format === 'csv')
      return download(`${fileNameOf(title)}.csv`, toCsv([table.columns, ...table.rows]), 'text/csv;charset=utf-8');
    const svg = frame.current?.querySelector('svg');
    if (!svg) return;
    try {
      const image = format === 'svg' ? exportSvg(svg, title) : await exportPng(svg, title);
      download(`${fileNameOf(title)}.${format}`, image);
    } catch (error) {
      toast.warning({ title: t('pngFailed'), description: problemWords(error) ?? t('pngFailedHint') });
    }
  };
  return (
    <figure
      aria-labelledby={id}
      className={cn('flex min-w-0 flex-col gap-3 rounded-lg border bg-surface p-4', className)}
    >
      <figcaption className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h3 id={id} className="font-semibold">
            {title}
          </h3>
          {note && <p className="text-ink-3 text-xs">{note}</p>}
        </div>
        {!isEmpty && (
          <div className="print-hidden flex shrink-0 items-center gap-1">
            {actions}
            <IconButton
              size="icon-sm"
              label={isTable ? t('asChart') : t('asTable')}
              aria-pressed={isTable}
              onClick={() => setIsTable(!isTable)}
            >
              {isTable ? <ChartLine aria-hidden /> : <Table2 aria-hidden />}
            </IconButton>
            <Menu
              trigger={
                <Button variant="ghost" size="icon-sm" aria-label={t('download')} title={t('download')}>
                  <Download aria-hidden />
                </Button>
              }
              entries={[
                !isTable && { kind: 'action', label: t('png'), onSelect: () => save('png') },
                !isTable && { kind: 'action', label: t('svg'), onSelect: () => save('svg') },
                { kind: 'action', label: t('csv'), onSelect: () => save('csv') },
              ]}
            />
          </div>
        )}
      </figcaption>
      {isEmpty ? (
        <p className="py-10 text-center text-ink-3">{t('empty')}</p>
      ) : isTable ? (
        <FigureTable table={table} label={title} />
      ) : (
        <>
          <div ref={frame} aria-hidden={!isReadable} className="min-w-0">
            {children}
          </div>
          {!isReadable && (
            <div className="sr-only">
              <FigureTable table={table} label={title} />
            </div>
          )}
        </>
      )}
    </figure>
  );
}

function FigureTable({ table, label }: { table: ChartTable; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="scrollbar-slim max-h-80 overflow-auto">
      <table className="w-full border-separate border-spacing-0">
        <thead>
          <tr>
            {table.columns.map((column, position) => (
              <th
                key={column}
                scope="col"
                className={cn(
                  'sticky top-0 border-b bg-surface px-2 py-1.5 text-left font-medium text-ink-3 text-xs',
                  position > 0 && 'text-right',
                )}
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a chart have no identity of their own
            <tr key={line}>
              {row.map((cell, position) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells follow the columns
                <td key={position} className={cn('border-b px-2 py-1', position > 0 && 'text-right')}>
                  {cell ?? '–'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
