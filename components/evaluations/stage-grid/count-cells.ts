/** How many cells a grid has: the product of its axes, without combinations that return more than they consider. */
export function countCells({
  rows,
  rerankers,
  budgets,
  depths,
  weights,
}: {
  rows: number;
  rerankers: number;
  budgets: readonly number[];
  depths: readonly number[];
  weights: number;
}): number {
  const points = budgets.reduce((sum, budget) => sum + depths.filter((depth) => depth <= budget).length, 0);
  return rows * points * (1 + rerankers * weights);
}
