import { type Interval, requireCounts, requireOpenUnit, requirePositive } from './arguments';
import { betaCdf, betaQuantile } from './distributions';

/**
 * Equal-tailed Jeffreys interval of a share (prior Beta(1/2, 1/2)).
 *
 * @param successes  non-negative integer
 * @param failures   non-negative integer
 * @param alpha      one minus the credibility, in (0, 1)
 * @returns          within [0, 1]; by convention 0 below when successes = 0 and 1 above when failures = 0
 * @throws {InvalidInput} if a count or alpha is out of range
 *
 * Brown, Cai and DasGupta (2001).
 */
export function jeffreysInterval(successes: number, failures: number, alpha = 0.05): Interval {
  requireCounts({ successes, failures });
  requireOpenUnit({ alpha });
  return {
    lower: successes === 0 ? 0 : betaQuantile(alpha / 2, successes + 0.5, failures + 0.5),
    upper: failures === 0 ? 1 : betaQuantile(1 - alpha / 2, successes + 0.5, failures + 0.5),
  };
}

/**
 * Posterior probability that the true share exceeds one half, under a symmetric Beta(prior, prior).
 *
 * @param prior  positive; 1 is the uniform prior
 * @returns      in (0, 1); exactly 1/2 without observations. Not a p-value: it has no error guarantee under peeking.
 * @throws {InvalidInput} if a count or the prior is out of range
 */
export function probabilityPreferred(wins: number, losses: number, prior = 1): number {
  requireCounts({ wins, losses });
  requirePositive({ prior });
  return betaCdf(0.5, wins + prior, losses + prior, 'upper');
}
