import { type Interval, requireCounts, requireOpenUnit } from './arguments';
import { normalQuantile } from './distributions';

/**
 * Wilson score interval of a share: close to nominal coverage on average, shorter than the exact one.
 *
 * @param successes  non-negative integer
 * @param failures   non-negative integer
 * @param alpha      one minus the confidence, in (0, 1)
 * @returns          within [0, 1]; the whole of it when there is no observation
 * @throws {InvalidInput} if a count or alpha is out of range
 *
 * (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n) (Wilson, 1927).
 */
export function wilson(successes: number, failures: number, alpha = 0.05): Interval {
  requireCounts({ successes, failures });
  requireOpenUnit({ alpha });
  const n = successes + failures;
  if (n === 0) return { lower: 0, upper: 1 };
  const z2 = normalQuantile(1 - alpha / 2) ** 2;
  const p = successes / n;
  const centre = p + z2 / (2 * n);
  const half = Math.sqrt(z2 * ((p * (1 - p)) / n + z2 / (4 * n * n)));
  return {
    lower: successes === 0 ? 0 : (centre - half) / (1 + z2 / n),
    upper: failures === 0 ? 1 : (centre + half) / (1 + z2 / n),
  };
}

/**
 * Wilson interval with continuity correction: close to the exact interval, in closed form.
 *
 * Arguments, result and errors as `wilson`. Formula: Newcombe (1998), method 4.
 */
export function wilsonWithContinuity(successes: number, failures: number, alpha = 0.05): Interval {
  requireCounts({ successes, failures });
  requireOpenUnit({ alpha });
  const n = successes + failures;
  if (n === 0) return { lower: 0, upper: 1 };
  const z2 = normalQuantile(1 - alpha / 2) ** 2;
  const z = Math.sqrt(z2);
  const p = successes / n;
  const below = z * Math.sqrt(z2 - 2 - 1 / n + 4 * p * (n * (1 - p) + 1));
  const above = z * Math.sqrt(z2 + 2 - 1 / n + 4 * p * (n * (1 - p) - 1));
  return {
    lower: successes === 0 ? 0 : Math.max(0, (2 * n * p + z2 - 1 - below) / (2 * (n + z2))),
    upper: failures === 0 ? 1 : Math.min(1, (2 * n * p + z2 + 1 + above) / (2 * (n + z2))),
  };
}
