import { requireCounts } from './arguments';
import { binomialPmf, binomialTail } from './distributions';

export type SignTest = {
  /** decided observations: wins + losses */
  n: number;
  /** exact two-sided p-value, in (0, 1] */
  pValue: number;
  /** exact one-sided p-value of "wins are more likely than losses", in (0, 1] */
  pValueWinsMore: number;
  /** two-sided mid-p value: half of the weight of the observed point; less conservative, not guaranteed exact */
  midPValue: number;
};

/**
 * Exact sign test of "wins and losses are equally likely", conditional on the decided observations; ties are dropped.
 *
 * @param wins    non-negative integer
 * @param losses  non-negative integer
 * @returns       p-values of 1 when nothing was decided: no observation is evidence against anything
 * @throws {InvalidInput} if a count is not a non-negative integer
 *
 * two-sided p = min(1, 2 P(X >= max(wins, losses))), X ~ Bin(n, 1/2). Uniformly most powerful unbiased for this null
 * (Lehmann and Romano, Testing Statistical Hypotheses, 4.9). Mid-p: Lancaster (1961).
 */
export function signTest(wins: number, losses: number): SignTest {
  requireCounts({ wins, losses });
  const n = wins + losses;
  if (n === 0) return { n, pValue: 1, pValueWinsMore: 1, midPValue: 1 };
  const larger = Math.max(wins, losses);
  const tail = binomialTail(larger, n, 0.5);
  const point = binomialPmf(larger, n, 0.5);
  return {
    n,
    pValue: Math.min(1, 2 * tail),
    pValueWinsMore: binomialTail(wins, n, 0.5),
    midPValue: Math.min(1, 2 * tail - point),
  };
}
