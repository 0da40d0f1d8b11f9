/** A column key, with a leading minus for descending. */
export type Sorting = string;

type Sortable<Row> = { key: string; isNumber?: boolean; value?: (row: Row) => string | number | null | undefined };

const collator = new Intl.Collator(['en', 'zh-Hans'], { numeric: true, sensitivity: 'base' });

/** Rows in the wanted order; missing values stay last in both directions, equal ones keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Sortable<Row>[],
  sorting: Sorting | undefined,
): readonly Row[] {
  if (!sorting) return rows;
  const isDescending = sorting.startsWith('-');
  const value = columns.find((column) => column.key === (isDescending ? sorting.slice(1) : sorting))?.value;
  if (!value) return rows;
  const direction = isDescending ? -1 : 1;
  const isMissing = (cell: string | number | null | undefined) =>
    cell === null || cell === undefined || Number.isNaN(cell);
  return rows.toSorted((left, right) => {
    const [a, b] = [value(left), value(right)];
    if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b));
    if (typeof a === 'number' && typeof b === 'number') return direction * (a - b);
    return direction * collator.compare(String(a), String(b));
  });
}

/** What a click on a header asks for next: ascending, then descending, then the order at first. */
export function writeSorting(key: string, current: Sorting | undefined): Sorting | undefined {
  if (current === key) return `-${key}`;
  if (current === `-${key}`) return undefined;
  return key;
}
