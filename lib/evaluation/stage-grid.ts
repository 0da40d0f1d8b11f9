import { InvalidInput } from '@/lib/foundation/errors';

/** A way to find candidates: one embedder, a weighted ensemble, a mix with BM25, or BM25 only. */
export type GridRow = { readonly key: string; readonly label: string };

/** A reranker, or none: the order of the first stage. */
export type GridColumn = { readonly key: string; readonly label: string; readonly isReranker: boolean };

/** The column that leaves the first stage's order as it is. */
export const noReranker: GridColumn = { key: 'none', label: 'no reranker', isReranker: false };

export type GridAxes = {
  readonly rows: readonly GridRow[];
  readonly columns: readonly GridColumn[];
  /** retrieval budgets K */
  readonly budgets: readonly number[];
  /** depths N, each at most the smallest budget it is combined with */
  readonly depths: readonly number[];
  /** share of the reranker's score in the fused score, in (0, 1]; 1 is the reranker alone */
  readonly rerankerWeights: readonly number[];
};

/** One configuration of the grid: an end-to-end pipeline. */
export type GridCell = {
  /** `row|column|K|N|weight`: names the cell in records, links and exports */
  readonly key: string;
  readonly row: string;
  readonly column: string;
  readonly budget: number;
  readonly depth: number;
  readonly rerankerWeight: number;
};

/** More cells than this are refused: the set of indistinguishable cells compares all pairs. */
export const mostCells = 400;

/**
 * All cells of a grid, by row, column, K, N and weight. Without a reranker the weight has no meaning and is 0.
 * Combinations whose depth exceeds the budget are left out, since K candidates cannot give more than K results.
 *
 * @throws {InvalidInput} for an empty axis, repeated keys, K or N that are no positive integers, weights outside (0, 1],
 *                        more than 400 cells, or no combination with N <= K
 */
export function gridCells(axes: GridAxes): GridCell[] {
  checkAxes(axes);
  const cells: GridCell[] = [];
  for (const row of axes.rows) {
    for (const column of axes.columns) {
      for (const budget of axes.budgets) {
        for (const depth of axes.depths.filter((n) => n <= budget)) {
          for (const rerankerWeight of column.isReranker ? axes.rerankerWeights : [0]) {
            const key = [row.key, column.key, budget, depth, rerankerWeight].join('|');
            cells.push({ key, row: row.key, column: column.key, budget, depth, rerankerWeight });
          }
        }
      }
    }
  }
  if (cells.length === 0) throw new InvalidInput('No depth N is within a retrieval budget K, so the grid has no cell.');
  if (cells.length > mostCells) {
    throw new InvalidInput(`The grid would have ${cells.length} cells; at most ${mostCells} are compared at once.`, {
      hint: 'Take fewer budgets, depths or weights.',
    });
  }
  return cells;
}

function checkAxes(axes: GridAxes): void {
  for (const [name, values] of Object.entries(axes)) {
    if (values.length === 0) throw new InvalidInput(`The grid needs at least one value for ${name}.`);
  }
  for (const list of [axes.rows, axes.columns]) {
    const keys = list.map((item) => item.key);
    const repeated = keys.find((key, i) => keys.indexOf(key) !== i);
    if (repeated !== undefined) throw new InvalidInput(`The grid names ${repeated} twice.`);
    if (keys.some((key) => key.includes('|'))) throw new InvalidInput('A key of the grid holds no "|".');
  }
  for (const value of [...axes.budgets, ...axes.depths]) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new InvalidInput(`K and N are positive whole numbers, not ${value}.`);
  }
  for (const weight of axes.rerankerWeights) {
    if (!(weight > 0 && weight <= 1)) {
      throw new InvalidInput(`A reranker weight lies above 0 and at most at 1, not ${weight}.`);
    }
  }
}
