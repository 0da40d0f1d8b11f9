import { InvalidInput } from '@/lib/foundation/errors';
import { type Interval, requireCounts, requireOpenUnit } from './arguments';
import { chiSquareTail, normalQuantile } from './distributions';

export type Stratum = {
  wins: number;
  losses: number;
  /** share of this stratum in the population the answer is for; all weights are scaled to sum to 1 */
  weight: number;
};

export type StratifiedPreference = {
  pooledShare: number;
  /** shares weighted by the population, not by how many queries happened to be judged */
  postStratifiedShare: number;
  standardError: number;
  interval: Interval;
  /** likelihood-ratio and Pearson tests of "the preference is the same in every stratum" */
  heterogeneity: { g2: number; x2: number; degreesOfFreedom: number; pValue: number };
  /** under "one half in every stratum" it equals the pooled normal sign test */
  stratifiedSignZ: number;
  /** pooled and post-stratified figures point in opposite directions: show both and say so (Simpson's paradox) */
  hasSimpsonReversal: boolean;
};

/**
 * Preference by stratum: heterogeneity, and the share reweighted to the population.
 *
 * @param strata  wins and losses of each stratum with its population weight
 * @returns       `undefined` when a stratum with weight has no decided query, since its share is unknown; strata without
 *                weight and decisions are left out
 * @throws {InvalidInput} if a count is out of range, a weight is negative, or no weight is positive
 *
 * G2 = 2 sum [w ln(p_k/p) + l ln((1-p_k)/(1-p))] on K-1 degrees of freedom; share sum W_k p_k with variance
 * sum W_k^2 p_k (1-p_k)/m_k; z = sum (w_k - m_k/2) / sqrt(sum m_k/4).
 */
export function stratifiedPreference(strata: readonly Stratum[], alpha = 0.05): StratifiedPreference | undefined {
  requireOpenUnit({ alpha });
  for (const { wins, losses, weight } of strata) {
    requireCounts({ wins, losses });
    if (!(weight >= 0 && Number.isFinite(weight))) throw new InvalidInput('A stratum weight must not be negative.');
  }
  const used = strata.filter(({ wins, losses, weight }) => wins + losses > 0 || weight > 0);
  const totalWeight = used.reduce((sum, { weight }) => sum + weight, 0);
  if (totalWeight === 0) throw new InvalidInput('At least one stratum needs a positive weight.');
  if (used.some(({ wins, losses }) => wins + losses === 0)) return undefined;
  const wins = used.reduce((sum, stratum) => sum + stratum.wins, 0);
  const decided = used.reduce((sum, stratum) => sum + stratum.wins + stratum.losses, 0);
  const pooledShare = wins / decided;
  let share = 0;
  let variance = 0;
  for (const stratum of used) {
    const m = stratum.wins + stratum.losses;
    const p = stratum.wins / m;
    const weight = stratum.weight / totalWeight;
    share += weight * p;
    variance += (weight * weight * p * (1 - p)) / m;
  }
  const standardError = Math.sqrt(variance);
  const half = normalQuantile(1 - alpha / 2) * standardError;
  return {
    pooledShare,
    postStratifiedShare: share,
    standardError,
    interval: { lower: Math.max(0, share - half), upper: Math.min(1, share + half) },
    heterogeneity: heterogeneity(used, pooledShare),
    stratifiedSignZ: (wins - decided / 2) / Math.sqrt(decided / 4),
    hasSimpsonReversal: (pooledShare - 0.5) * (share - 0.5) < 0,
  };
}

function heterogeneity(strata: readonly Stratum[], pooled: number) {
  let g2 = 0;
  let x2 = 0;
  const degreesOfFreedom = strata.length - 1;
  // x ln(x/e) tends to 0 with x.
  const term = (observed: number, expected: number) =>
    observed === 0 ? 0 : 2 * observed * Math.log(observed / expected);
  for (const { wins, losses } of strata) {
    const m = wins + losses;
    g2 += term(wins, m * pooled) + term(losses, m * (1 - pooled));
    if (pooled > 0 && pooled < 1) x2 += (wins - m * pooled) ** 2 / (m * pooled * (1 - pooled));
  }
  return { g2, x2, degreesOfFreedom, pValue: degreesOfFreedom === 0 ? 1 : chiSquareTail(g2, degreesOfFreedom) };
}
