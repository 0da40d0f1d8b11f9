import type { ResultsOf } from '@/components/evaluations/evaluated-rows';

export type GridResults = ResultsOf<'grid'>;
export type Cell = GridResults['cells'][number];
/** K, N and weight: one table of a grid. */
export type GridPoint = Pick<Cell, 'budget' | 'depth' | 'rerankerWeight'>;

export const pointKey = ({ budget, depth, rerankerWeight }: GridPoint): string =>
  `${budget}|${depth}|${rerankerWeight}`;

/** The cell of a row and column at one point; without a reranker the weight has no meaning. */
export function cellAt(
  { cells, columns }: GridResults,
  row: string,
  column: string,
  point: GridPoint,
): Cell | undefined {
  const isReranked = columns.some(({ key, isReranker }) => key === column && isReranker);
  return cells.find(
    (cell) =>
      cell.row === row &&
      cell.column === column &&
      cell.budget === point.budget &&
      cell.depth === point.depth &&
      (!isReranked || cell.rerankerWeight === point.rerankerWeight),
  );
}

export const summaryOf = (cell: Cell | undefined, measure: string) =>
  cell?.measures.find((summary) => summary.measure === measure);

/** The mean of a measure, or its difference from another cell. */
export function shownValue(cell: Cell | undefined, measure: string, against: Cell | undefined): number | null {
  const mean = summaryOf(cell, measure)?.mean ?? null;
  if (!against || mean === null) return mean;
  const other = summaryOf(against, measure)?.mean ?? null;
  return other === null ? null : mean - other;
}
