import { InvalidInput } from '@/lib/foundation/errors';
import type { Interval } from '@/lib/stats/arguments';
import { tQuantile } from '@/lib/stats/distributions';

/** A difference from the average cell, with its t interval over queries (absent for fewer than two). */
export type Effect = { readonly value: number; readonly interval: Interval | undefined };

/** A rows x columns table of means taken apart. */
export type GridEffects = {
  readonly grandMean: number;
  /** how much better than the average cell the cells of a row (of a column) are */
  readonly rows: readonly Effect[];
  readonly columns: readonly Effect[];
  /** what a cell has beyond grand mean + row effect + column effect: [row][column] */
  readonly interaction: readonly (readonly Effect[])[];
  /** shares of the variation between cells: rows, columns and interaction add up to 1; `undefined` if all are equal */
  readonly shares: { readonly rows: number; readonly columns: number; readonly interaction: number } | undefined;
  /** the cell that stage-wise choice would take: best row effect and best column effect */
  readonly additiveBest: { readonly row: number; readonly column: number };
  readonly best: { readonly row: number; readonly column: number };
};

/**
 * Main effects and interaction of a grid. Where the interaction is not 0, choosing the best embedder and the best
 * reranker one after the other can miss the best pair; `best` and `additiveBest` then may differ.
 *
 * @param scores  [row][column][query], a full rectangle with the same queries everywhere, at least one query
 * @throws {InvalidInput} for an empty or ragged table
 *
 * Each effect is a contrast computed for every query first; its interval is the t interval of that contrast, so shared
 * difficulty of queries cancels.
 */
export function gridEffects(scores: readonly (readonly (readonly number[])[])[], level = 0.95): GridEffects {
  const [rowCount, columnCount, queries] = [scores.length, scores[0]?.length ?? 0, scores[0]?.[0]?.length ?? 0];
  if (rowCount === 0 || columnCount === 0 || queries === 0) throw new InvalidInput('Effects need a cell and a query.');
  if (scores.some((row) => row.length !== columnCount || row.some((cell) => cell.length !== queries))) {
    throw new InvalidInput('Effects need every cell of the table on the same queries.');
  }
  const at = (r: number, c: number, q: number) => scores[r]?.[c]?.[q] as number;
  const rowMeans = range(queries).map((q) =>
    range(rowCount).map((r) => mean(range(columnCount).map((c) => at(r, c, q)))),
  );
  const columnMeans = range(queries).map((q) =>
    range(columnCount).map((c) => mean(range(rowCount).map((r) => at(r, c, q)))),
  );
  const grand = rowMeans.map(mean);
  const effect = (contrast: (q: number) => number) => effectOf(range(queries).map(contrast), level);
  const rows = range(rowCount).map((r) => effect((q) => pick(rowMeans, q, r) - (grand[q] as number)));
  const columns = range(columnCount).map((c) => effect((q) => pick(columnMeans, q, c) - (grand[q] as number)));
  const interaction = range(rowCount).map((r) =>
    range(columnCount).map((c) =>
      effect((q) => at(r, c, q) - pick(rowMeans, q, r) - pick(columnMeans, q, c) + (grand[q] as number)),
    ),
  );
  const cellMeans = scores.map((row) => row.map((cell) => mean(cell)));
  const best = indexOfLargest(cellMeans.flat());
  return {
    grandMean: mean(grand),
    rows,
    columns,
    interaction,
    shares: sharesOf(rows, columns, interaction),
    additiveBest: {
      row: indexOfLargest(rows.map((e) => e.value)),
      column: indexOfLargest(columns.map((e) => e.value)),
    },
    best: { row: Math.floor(best / columnCount), column: best % columnCount },
  };
}

function sharesOf(rows: readonly Effect[], columns: readonly Effect[], interaction: readonly (readonly Effect[])[]) {
  const squares = (effects: readonly Effect[]) => effects.reduce((sum, { value }) => sum + value ** 2, 0);
  const byRows = squares(rows) * columns.length;
  const byColumns = squares(columns) * rows.length;
  const rest = squares(interaction.flat());
  const total = byRows + byColumns + rest;
  if (total < 1e-18) return undefined;
  return { rows: byRows / total, columns: byColumns / total, interaction: rest / total };
}

function effectOf(contrast: readonly number[], level: number): Effect {
  const n = contrast.length;
  const value = mean(contrast);
  if (n < 2) return { value, interval: undefined };
  const sd = Math.sqrt(contrast.reduce((sum, x) => sum + (x - value) ** 2, 0) / (n - 1));
  const radius = (tQuantile((1 + level) / 2, n - 1) * sd) / Math.sqrt(n);
  return { value, interval: { lower: value - radius, upper: value + radius } };
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const pick = (table: readonly (readonly number[])[], q: number, i: number): number => table[q]?.[i] as number;
/** Ties go to the first, as everywhere in the grid. */
const indexOfLargest = (values: readonly number[]): number =>
  values.reduce((best, value, i) => (value > (values[best] as number) + 1e-12 ? i : best), 0);
