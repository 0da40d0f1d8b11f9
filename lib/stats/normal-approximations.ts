import { type Interval, requireCounts, requireOpenUnit } from './arguments';
import { chiSquareTail, normalQuantile, normalTwoSided } from './distributions';

export type NormalSignTest = {
  z: number;
  pValue: number;
  /** McNemar's statistic, z squared, on one degree of freedom */
  mcNemar: number;
  mcNemarWithContinuity: number;
  pValueWithContinuity: number;
};

/**
 * The normal approximations of the sign test: printed beside the exact values because other tools print them, never
 * used for a decision here.
 *
 * @returns z 0 and p 1 when nothing was decided
 * @throws {InvalidInput} if a count is not a non-negative integer
 *
 * z = (w - l) / sqrt(w + l); McNemar (1947) with Edwards' continuity correction.
 */
export function normalSignTest(wins: number, losses: number): NormalSignTest {
  requireCounts({ wins, losses });
  const n = wins + losses;
  if (n === 0) return { z: 0, pValue: 1, mcNemar: 0, mcNemarWithContinuity: 0, pValueWithContinuity: 1 };
  const z = (wins - losses) / Math.sqrt(n);
  const corrected = Math.max(0, Math.abs(wins - losses) - 1) ** 2 / n;
  return {
    z,
    pValue: normalTwoSided(z),
    mcNemar: z * z,
    mcNemarWithContinuity: corrected,
    pValueWithContinuity: chiSquareTail(corrected, 1),
  };
}

/**
 * Wald interval of a share, p -+ z sqrt(p(1-p)/n), clipped to [0, 1]. For comparison with published figures only: it
 * covers too rarely at small n and collapses to a point at 0 and 1.
 *
 * @returns the whole of [0, 1] without observations
 * @throws {InvalidInput} if a count or alpha is out of range
 */
export function waldInterval(successes: number, failures: number, alpha = 0.05): Interval {
  requireCounts({ successes, failures });
  requireOpenUnit({ alpha });
  const n = successes + failures;
  if (n === 0) return { lower: 0, upper: 1 };
  const p = successes / n;
  const half = normalQuantile(1 - alpha / 2) * Math.sqrt((p * (1 - p)) / n);
  return { lower: Math.max(0, p - half), upper: Math.min(1, p + half) };
}
