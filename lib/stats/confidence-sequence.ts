import { type Interval, requireCounts, requireOpenUnit, requirePositive } from './arguments';
import { logLikelihood, logMixture } from './beta-binomial-e-process';
import { bisect } from './bisect';

/**
 * Confidence sequence of a share: the shares that the beta-binomial e-process has not rejected at this moment. Covers
 * the true share at all times at once with probability at least 1 - alpha, so it may be looked at after every judgment.
 *
 * @param wins, losses  non-negative integers
 * @param prior         both parameters of the symmetric mixing Beta distribution, above 0
 * @param alpha         one minus the confidence, in (0, 1)
 * @returns             within [0, 1]; the whole of it without observations; contains 1/2 exactly when the e-process
 *                      at 1/2 is below 1/alpha now
 * @throws {InvalidInput} if an argument is out of range
 *
 * { p : ln E_p < ln(1/alpha) }: ln E_p is convex in p with its minimum at the observed share, hence one bisection on
 * each side of it.
 */
export function confidenceSequence(wins: number, losses: number, prior: number, alpha = 0.05): Interval {
  requireCounts({ wins, losses });
  requirePositive({ prior });
  requireOpenUnit({ alpha });
  const n = wins + losses;
  if (n === 0) return { lower: 0, upper: 1 };
  const mixture = logMixture(wins, losses, prior);
  const excess = (p: number) => mixture - logLikelihood(wins, losses, p) + Math.log(alpha);
  const share = wins / n;
  return {
    lower: wins === 0 ? 0 : bisect((p) => -excess(p), 0, share),
    upper: losses === 0 ? 1 : bisect(excess, share, 1),
  };
}

/**
 * The part that all intervals of a path have in common: still a valid confidence sequence, and one that never grows
 * again, for a verdict that is to be sticky.
 *
 * @returns [0, 1] for an empty path; lower above upper when the intervals have nothing in common, which happens with
 *          probability at most alpha while the model holds
 */
export function runningIntersection(intervals: readonly Interval[]): Interval {
  let lower = 0;
  let upper = 1;
  for (const interval of intervals) {
    lower = Math.max(lower, interval.lower);
    upper = Math.min(upper, interval.upper);
  }
  return { lower, upper };
}
