'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, Columns3, Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useMemo, useRef } from 'react';
import { Button } from './button';
import { Checkbox } from './checkbox';
import { cn } from './cn';
import { toCsv } from './csv';
import { download, fileNameOf } from './download';
import { Menu } from './menu';
import { Skeleton } from './skeleton';
import { type Sorting, sortRows, writeSorting } from './table-sorting';
import { Definition } from './tooltip';
import { useStored } from './use-stored';
import { useUrlState } from './use-url-state';

export type Column<Row> = {
  key: string;
  header: string;
  /** What the column means, on hover. */
  definition?: string;
  cell: (row: Row) => ReactNode;
  /** What is sorted by and exported; a column without it does neither. */
  value?: (row: Row) => string | number | null | undefined;
  isNumber?: boolean;
  isHiddenAtFirst?: boolean;
  /** Falls away below this width of the window. */
  from?: 'sm' | 'md' | 'lg' | 'xl';
  className?: string;
};

type DataTableProps<Row> = {
  /** Names the table for screen readers, the export and the kept choice of columns. */
  name: string;
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[] | undefined;
  rowKey: (row: Row) => string;
  isLoading?: boolean;
  empty?: ReactNode;
  /** Above the table, beside column choice and export. */
  toolbar?: ReactNode;
  defaultSorting?: Sorting;
  selection?: {
    selected: ReadonlySet<string>;
    onChange: (selected: ReadonlySet<string>) => void;
    labelOf: (row: Row) => string;
  };
  /** For pages that hold several tables: a prefix of the parameters in the address. */
  urlPrefix?: string;
  isCompact?: boolean;
  maxHeight?: string;
  rowClassName?: (row: Row) => string | undefined;
};

const virtualFrom = 80;
const rowHeightPx = 36;
const hiddenBelow = { sm: 'max-sm:hidden', md: 'max-md:hidden', lg: 'max-lg:hidden', xl: 'max-xl:hidden' } as const;

/** Rows of 36 px under a header that stays, sorted and filtered by the address, virtual when long, exported as CSV. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rows } = props;
  const t = useTranslations('ui.table');
  const [search, changeSearch] = useUrlState();
  const [stored, store] = useStored(`columns.${props.name}`);
  const sortName = `${props.urlPrefix ?? ''}sort`;
  const sorting = search.get(sortName) ?? props.defaultSorting;

  const hidden = useMemo(
    () => new Set(stored?.split(',') ?? columns.filter((column) => column.isHiddenAtFirst).map((column) => column.key)),
    [stored, columns],
  );
  const visible = columns.filter((column) => !hidden.has(column.key));
  const sorted = useMemo(() => sortRows(rows ?? [], columns, sorting), [rows, columns, sorting]);

  const exportCsv = () => {
    const exported = visible.filter((column) => column.value);
    const lines = sorted.map((row) => exported.map((column) => column.value?.(row)));
    download(
      `${fileNameOf(props.label)}.csv`,
      toCsv([exported.map((column) => column.header), ...lines]),
      'text/csv;charset=utf-8',
    );
  };
  const toggleColumn = (key: string, isShown: boolean) => {
    const next = new Set(hidden);
    if (isShown) next.delete(key);
    else next.add(key);
    store([...next].join(','));
  };

  const isEmpty = !props.isLoading && rows !== undefined && rows.length === 0;
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {!props.isCompact && (
        <div className="print-hidden flex flex-wrap items-center justify-between gap-2">
          <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2">{props.toolbar}</div>
          <div className="flex items-center gap-1">
            <Menu
              trigger={
                <Button variant="ghost" size="sm">
                  <Columns3 aria-hidden />
                  {t('columns')}
                </Button>
              }
              entries={columns.slice(1).map((column) => ({
                kind: 'check',
                label: column.header,
                isChecked: !hidden.has(column.key),
                onChange: (isChecked) => toggleColumn(column.key, isChecked),
              }))}
            />
            <Button variant="ghost" size="sm" onClick={exportCsv} disabled={sorted.length === 0}>
              <Download aria-hidden />
              {t('csv')}
            </Button>
          </div>
        </div>
      )}
      {isEmpty ? (
        props.empty
      ) : (
        <TableBody
          {...props}
          visible={visible}
          sorted={sorted}
          sorting={sorting}
          onSort={(key) => changeSearch({ [sortName]: writeSorting(key, sorting) })}
        />
      )}
    </div>
  );
}

type BodyProps<Row> = DataTableProps<Row> & {
  visible: readonly Column<Row>[];
  sorted: readonly Row[];
  sorting: Sorting | undefined;
  onSort: (key: string) => void;
};

function TableBody<Row>({ visible, sorted, sorting, onSort, ...props }: BodyProps<Row>) {
  const frame = useRef<HTMLDivElement>(null);
  const isVirtual = sorted.length > virtualFrom;
  const virtualizer = useVirtualizer({
    count: isVirtual ? sorted.length : 0,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeightPx,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const shown = isVirtual
    ? items.map((item) => ({ row: sorted[item.index] as Row, position: item.index }))
    : sorted.map((row, position) => ({ row, position }));
  const before = isVirtual ? (items[0]?.start ?? 0) : 0;
  const after = isVirtual ? virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0) : 0;
  const span = visible.length + (props.selection ? 1 : 0);
  return (
    <section
      ref={frame}
      aria-label={props.label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className={cn(
        'scrollbar-slim relative overflow-auto rounded-lg border bg-surface -outline-offset-2',
        props.isCompact && 'rounded-none border-0',
      )}
      style={isVirtual || props.maxHeight ? { maxHeight: props.maxHeight ?? '70dvh' } : undefined}
    >
      <table
        className="w-full border-separate border-spacing-0"
        aria-rowcount={isVirtual ? sorted.length + 1 : undefined}
        aria-busy={props.isLoading || undefined}
      >
        <TableHead
          visible={visible}
          sorted={sorted}
          sorting={sorting}
          onSort={onSort}
          selection={props.selection}
          rowKey={props.rowKey}
        />
        <tbody>
          {props.isLoading && sorted.length === 0 && <LoadingRows columns={span} />}
          {before > 0 && <tr aria-hidden style={{ height: before }} />}
          {shown.map(({ row, position }) => {
            const key = props.rowKey(row);
            return (
              <tr
                key={key}
                aria-rowindex={isVirtual ? position + 2 : undefined}
                className={cn(
                  'group hover:bg-hover',
                  props.selection?.selected.has(key) && 'bg-accent-soft',
                  props.rowClassName?.(row),
                )}
              >
                {props.selection && (
                  <td className="h-9 w-8 border-b pl-3 group-last:border-b-0">
                    <RowCheckbox selection={props.selection} row={row} rowKey={key} />
                  </td>
                )}
                {visible.map((column) => (
                  <td
                    key={column.key}
                    className={cn(
                      'h-9 border-b px-3 py-1 group-last:border-b-0',
                      column.isNumber && 'tabular whitespace-nowrap text-right',
                      column.from && hiddenBelow[column.from],
                      column.className,
                    )}
                  >
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {after > 0 && <tr aria-hidden style={{ height: after }} />}
        </tbody>
      </table>
    </section>
  );
}

function TableHead<Row>(
  props: Pick<BodyProps<Row>, 'visible' | 'sorted' | 'sorting' | 'onSort' | 'selection' | 'rowKey'>,
) {
  const t = useTranslations('ui.table');
  const { selection, sorted, sorting } = props;
  const chosen = selection ? sorted.filter((row) => selection.selected.has(props.rowKey(row))).length : 0;
  return (
    <thead>
      <tr>
        {selection && (
          <th scope="col" className="sticky top-0 z-10 h-9 w-8 border-b bg-sunken pl-3">
            <Checkbox
              isChecked={chosen === 0 ? false : chosen === sorted.length ? true : 'indeterminate'}
              onChange={(isChecked) => selection.onChange(new Set(isChecked ? sorted.map(props.rowKey) : []))}
              label={t('selectAll')}
              isLabelHidden
            />
          </th>
        )}
        {props.visible.map((column) => {
          const isSorted = sorting === column.key || sorting === `-${column.key}`;
          const isDescending = sorting === `-${column.key}`;
          return (
            <th
              key={column.key}
              scope="col"
              aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : undefined}
              className={cn(
                'sticky top-0 z-10 h-9 whitespace-nowrap border-b bg-sunken px-3 text-left font-medium text-ink-3 text-xs',
                column.isNumber && 'text-right',
                column.from && hiddenBelow[column.from],
              )}
            >
              <span className={cn('inline-flex items-center gap-1', column.isNumber && 'flex-row-reverse')}>
                {column.value ? (
                  <button
                    type="button"
                    onClick={() => props.onSort(column.key)}
                    className="inline-flex h-6 items-center gap-1 rounded-sm hover:text-ink"
                    title={column.definition}
                  >
                    {column.header}
                    {isSorted &&
                      (isDescending ? (
                        <ArrowDown aria-hidden className="size-3" />
                      ) : (
                        <ArrowUp aria-hidden className="size-3" />
                      ))}
                  </button>
                ) : column.definition ? (
                  <Definition definition={column.definition}>{column.header}</Definition>
                ) : (
                  column.header
                )}
              </span>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function RowCheckbox<Row>({
  selection,
  row,
  rowKey,
}: {
  selection: NonNullable<DataTableProps<Row>['selection']>;
  row: Row;
  rowKey: string;
}) {
  const toggle = (isChecked: boolean) => {
    const next = new Set(selection.selected);
    if (isChecked) next.add(rowKey);
    else next.delete(rowKey);
    selection.onChange(next);
  };
  return (
    <Checkbox
      isChecked={selection.selected.has(rowKey)}
      onChange={toggle}
      label={selection.labelOf(row)}
      isLabelHidden
    />
  );
}

function LoadingRows({ columns }: { columns: number }) {
  return Array.from({ length: 6 }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
    <tr key={row} aria-hidden>
      {Array.from({ length: columns }, (_, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <td key={column} className="h-9 border-b px-3">
          <Skeleton className={cn('h-3.5', column === 0 ? 'w-40' : 'w-16')} />
        </td>
      ))}
    </tr>
  ));
}
