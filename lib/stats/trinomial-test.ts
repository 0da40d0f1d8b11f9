import { requireCounts } from './arguments';
import { binomialPmf, binomialTail } from './distributions';

export type TrinomialTest = { pValueWinsMore: number; pValue: number };

/**
 * Trinomial test of "wins and losses are equally likely" that keeps the ties: unlike the sign test it is not conditional on
 * how many observations were decided.
 *
 * @param wins, losses, ties  non-negative integers
 * @returns  one-sided (wins more likely) and two-sided p-values in (0, 1]; 1 without observations
 * @throws {InvalidInput} if a count is not a non-negative integer
 *
 * P(W - L >= d) under p_tie = t/N and p_win = p_loss = (1 - p_tie)/2, exact by summing over the number decided
 * (Bian, McAleer and Wong, 2011).
 */
export function trinomialTest(wins: number, losses: number, ties: number): TrinomialTest {
  requireCounts({ wins, losses, ties });
  const total = wins + losses + ties;
  if (total === 0) return { pValueWinsMore: 1, pValue: 1 };
  const difference = wins - losses;
  return {
    pValueWinsMore: tailOfDifference(difference, total, ties / total),
    pValue: Math.min(1, 2 * tailOfDifference(Math.abs(difference), total, ties / total)),
  };
}

/** P(W - L >= d): with k decided, 2 W - k >= d. */
function tailOfDifference(difference: number, total: number, tieShare: number): number {
  let sum = 0;
  for (let decided = 0; decided <= total; decided++) {
    const weight = binomialPmf(decided, total, 1 - tieShare);
    if (weight > 0) sum += weight * binomialTail(Math.ceil((decided + difference) / 2), decided, 0.5);
  }
  return Math.min(1, sum);
}
