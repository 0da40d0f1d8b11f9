import { type Interval, requireCounts, requireOpenUnit } from './arguments';
import { bisect } from './bisect';
import { binomialPmf, binomialTail } from './distributions';

/**
 * Mid-p interval of a share: the shares that the two mid-p tests at alpha/2 do not reject.
 *
 * @param successes  non-negative integer
 * @param failures   non-negative integer
 * @param alpha      one minus the confidence, in (0, 1)
 * @returns          within [0, 1]; shorter than Clopper-Pearson, coverage close to nominal but not guaranteed
 * @throws {InvalidInput} if a count or alpha is out of range
 *
 * Berry and Armitage (1995).
 */
export function midPInterval(successes: number, failures: number, alpha = 0.05): Interval {
  requireCounts({ successes, failures });
  requireOpenUnit({ alpha });
  const n = successes + failures;
  if (n === 0) return { lower: 0, upper: 1 };
  /** P(X > w) + P(X = w)/2 grows with p. */
  const upperTail = (p: number) => binomialTail(successes + 1, n, p) + binomialPmf(successes, n, p) / 2;
  const share = successes / n;
  return {
    lower: successes === 0 ? 0 : bisect((p) => upperTail(p) - alpha / 2, 0, share),
    upper: failures === 0 ? 1 : bisect((p) => upperTail(p) - (1 - alpha / 2), share, 1),
  };
}
