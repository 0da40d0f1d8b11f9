import betainc from '@stdlib/math-base-special-betainc';
import betaln from '@stdlib/math-base-special-betaln';
import betaQuantileOf from '@stdlib/stats-base-dists-beta-quantile';
import binomialCdfOf from '@stdlib/stats-base-dists-binomial-cdf';
import chisquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import normalCdfOf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantileOf from '@stdlib/stats-base-dists-normal-quantile';
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantileOf from '@stdlib/stats-base-dists-t-quantile';

/**
 * The distribution functions of this room under the names the procedures use. All come from `@stdlib`, which agrees
 * with SciPy to about 1e-12 (statistics note A14); this file is the one place that knows the package names.
 */

/** ln B(a, b) for a, b > 0. */
export const logBeta = (a: number, b: number): number => betaln(a, b);

/** ln of the binomial coefficient n over k, by the beta function; exact to about 1e-13 relative. */
export const logChoose = (n: number, k: number): number =>
  k === 0 || k === n ? 0 : -Math.log(n + 1) - betaln(n - k + 1, k + 1);

/** P(X <= x) of a Beta(a, b) variable; the upper tail P(X > x) with `upper`, computed without cancellation. */
export const betaCdf = (x: number, a: number, b: number, tail: 'lower' | 'upper' = 'lower'): number =>
  betainc(x, a, b, true, tail === 'upper');

/** The p-quantile of Beta(a, b). */
export const betaQuantile = (p: number, a: number, b: number): number => betaQuantileOf(p, a, b);

/** P(X <= k) of Bin(n, p); 0 below 0. */
export const binomialCdf = (k: number, n: number, p: number): number => (k < 0 ? 0 : binomialCdfOf(k, n, p));

/** P(X >= k) of Bin(n, p), computed as a tail of its own: 1 - cdf would lose every digit of a small p-value. */
export const binomialTail = (k: number, n: number, p: number): number => {
  if (k <= 0) return 1;
  return k > n ? 0 : betainc(p, k, n - k + 1);
};

/** P(X = k) of Bin(n, p). */
export function binomialPmf(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0;
  if (p === 0 || p === 1) return k === n * p ? 1 : 0;
  return Math.exp(logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
}

/** Standard normal distribution function. */
export const normalCdf = (z: number): number => normalCdfOf(z, 0, 1);

/** Standard normal quantile. */
export const normalQuantile = (p: number): number => normalQuantileOf(p, 0, 1);

/** Two-sided p-value of a standard normal statistic. */
export const normalTwoSided = (z: number): number => Math.min(1, 2 * normalCdf(-Math.abs(z)));

/** P(X > x) of a chi-square variable; on one degree of freedom by the normal tail, which keeps the digits of a tiny value. */
export const chiSquareTail = (x: number, degreesOfFreedom: number): number =>
  degreesOfFreedom === 1 ? normalTwoSided(Math.sqrt(x)) : Math.max(0, 1 - chisquareCdf(x, degreesOfFreedom));

/** Two-sided p-value of Student's t. */
export const tTwoSided = (t: number, degreesOfFreedom: number): number =>
  Math.min(1, 2 * tCdf(-Math.abs(t), degreesOfFreedom));

/** Quantile of Student's t. */
export const tQuantile = (p: number, degreesOfFreedom: number): number => tQuantileOf(p, degreesOfFreedom);
