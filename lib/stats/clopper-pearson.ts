import { type Interval, requireCounts, requireOpenUnit } from './arguments';
import { betaQuantile } from './distributions';

/**
 * Exact (Clopper-Pearson) confidence interval of a share: covers with at least the stated confidence for every n.
 *
 * @param successes  non-negative integer
 * @param failures   non-negative integer
 * @param alpha      one minus the confidence, in (0, 1)
 * @returns          within [0, 1]; the whole of it when there is no observation
 * @throws {InvalidInput} if a count or alpha is out of range
 *
 * [BetaInv(alpha/2; w, n-w+1), BetaInv(1-alpha/2; w+1, n-w)], 0 if w = 0 and 1 if w = n (Clopper and Pearson, 1934).
 */
export function clopperPearson(successes: number, failures: number, alpha = 0.05): Interval {
  requireCounts({ successes, failures });
  requireOpenUnit({ alpha });
  return {
    lower: successes === 0 ? 0 : betaQuantile(alpha / 2, successes, failures + 1),
    upper: failures === 0 ? 1 : betaQuantile(1 - alpha / 2, successes + 1, failures),
  };
}
