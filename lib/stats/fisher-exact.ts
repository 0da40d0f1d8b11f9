import { requireCounts } from './arguments';
import { chiSquareTail, logChoose } from './distributions';

/**
 * Fisher's exact test of a 2 x 2 table, two-sided.
 *
 * @param table  [[a, b], [c, d]], non-negative integers
 * @returns      in (0, 1]; 1 when a margin is empty, since the table then says nothing about association
 * @throws {InvalidInput} if a cell is not a non-negative integer
 *
 * Sums the hypergeometric probabilities of all tables with the same margins that are at most as likely as the one seen,
 * with a relative slack of 1e-7 for equal probabilities that differ in the last bits (as R's `fisher.test`).
 */
export function fisherExact([[a, b], [c, d]]: readonly [readonly [number, number], readonly [number, number]]): number {
  requireCounts({ a, b, c, d });
  const row = a + b;
  const column = a + c;
  const total = a + b + c + d;
  if (total === 0) return 1;
  const scale = logChoose(total, column);
  const probability = (x: number) => Math.exp(logChoose(row, x) + logChoose(total - row, column - x) - scale);
  const seen = probability(a) * (1 + 1e-7);
  let pValue = 0;
  for (let x = Math.max(0, column - (total - row)); x <= Math.min(row, column); x++) {
    const p = probability(x);
    if (p <= seen) pValue += p;
  }
  return Math.min(1, pValue);
}

/**
 * Pearson's chi-square of a 2 x 2 table, without continuity correction, on one degree of freedom.
 *
 * @returns statistic 0 and p 1 when a margin is empty
 * @throws {InvalidInput} if a cell is not a non-negative integer
 */
export function chiSquare2x2([[a, b], [c, d]]: readonly [readonly [number, number], readonly [number, number]]) {
  requireCounts({ a, b, c, d });
  const margins = (a + b) * (c + d) * (a + c) * (b + d);
  if (margins === 0) return { statistic: 0, pValue: 1 };
  const statistic = ((a + b + c + d) * (a * d - b * c) ** 2) / margins;
  return { statistic, pValue: chiSquareTail(statistic, 1) };
}
