import { InvalidInput } from '@/lib/foundation/errors';
import { seededRandom } from '@/lib/foundation/random';
import type { Interval } from './arguments';
import { type BootstrapInterval, bootstrapMean } from './bootstrap';
import { tQuantile, tTwoSided } from './distributions';

/** Paired t-test of per-query differences with its 95 % interval. */
export type PairedT = { readonly t: number; readonly degreesOfFreedom: number; readonly p: number } & {
  readonly interval: Interval;
};

/** Sign-flip randomisation test: how many of the flips have a mean at least as far from 0 as the observed one. */
export type SignFlip = {
  readonly p: number;
  /** flips at least as extreme; of all flips when exact */
  readonly extreme: number;
  readonly flips: number;
  readonly isExact: boolean;
  readonly seed: number;
};

/** What is known about the difference of two configurations in one measure; differences are `after - before`. */
export type PairedComparison = {
  readonly queries: number;
  readonly mean: number;
  /** sample standard deviation of the differences; `undefined` for one query */
  readonly sd: number | undefined;
  /** `undefined` for one query, or if all differences are equal: the statistic divides by their spread */
  readonly pairedT: PairedT | undefined;
  readonly signFlip: SignFlip;
  readonly bootstrap: BootstrapInterval | undefined;
  /** standardised effect d_z = mean / sd; `undefined` where the t-test is */
  readonly effectSize: number | undefined;
  readonly better: number;
  readonly equal: number;
  readonly worse: number;
};

export type PairedComparisonOptions = {
  readonly seed: number;
  /** flips when 2^n is too many; default 100,000 */
  readonly flips?: number;
  /** bootstrap resamples; default 10,000 */
  readonly resamples?: number;
  /** confidence level of both intervals; default 0.95 */
  readonly level?: number;
};

/** With this many queries that differ, all 2^n sign patterns are counted. */
const exactUpTo = 20;
/** Differences smaller than this come from adding the same numbers in another order. */
const rounding = 1e-12;

/**
 * Compares two configurations on the same queries: paired t-test, sign-flip randomisation, bootstrap interval, effect.
 *
 * @param differences  after - before, one per query, finite, at least one
 * @returns            all differences 0 give p = 1 and no t-test; one query gives no interval
 * @throws {InvalidInput} for no query or values that are not finite
 *
 * Source: Smucker, Allan and Carterette (2007). The sign and Wilcoxon tests are left out on purpose: they test another
 * hypothesis and reject too often with many queries.
 */
export function comparePaired(differences: readonly number[], options: PairedComparisonOptions): PairedComparison {
  if (differences.length === 0)
    throw new InvalidInput('A comparison needs at least one query that both sides answered.');
  if (!differences.every(Number.isFinite)) throw new InvalidInput('A comparison needs finite differences.');
  const { level = 0.95, seed } = options;
  const n = differences.length;
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  const squares = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0);
  const sd = n < 2 ? undefined : Math.sqrt(squares / (n - 1));
  const largest = differences.reduce((most, d) => Math.max(most, Math.abs(d)), 0);
  const pairedT = sd !== undefined && sd > rounding * largest ? tTest(mean, sd, n, level) : undefined;
  return {
    queries: n,
    mean,
    sd,
    pairedT,
    signFlip: signFlipTest(differences, seed, options.flips ?? 100_000),
    bootstrap: bootstrapMean(differences, { seed, level, resamples: options.resamples ?? 10_000 }),
    effectSize: pairedT && sd ? mean / sd : undefined,
    better: differences.filter((d) => d > rounding).length,
    equal: differences.filter((d) => Math.abs(d) <= rounding).length,
    worse: differences.filter((d) => d < -rounding).length,
  };
}

function tTest(mean: number, sd: number, n: number, level: number): PairedT {
  const standardError = sd / Math.sqrt(n);
  const radius = tQuantile((1 + level) / 2, n - 1) * standardError;
  const t = mean / standardError;
  return {
    t,
    degreesOfFreedom: n - 1,
    p: tTwoSided(t, n - 1),
    interval: { lower: mean - radius, upper: mean + radius },
  };
}

/**
 * Two-sided sign-flip test of mean 0: under the null each difference might as well have the other sign. Exact up to 20
 * queries that differ, else `flips` random patterns with p = (extreme + 1) / (flips + 1), never 0 (Phipson and Smyth, 2010).
 *
 * @param differences  finite; zeros do not matter, since flipping them changes nothing
 */
export function signFlipTest(differences: readonly number[], seed: number, flips = 100_000): SignFlip {
  const nonZero = differences.map(Math.abs).filter((d) => d > rounding);
  const observed = Math.abs(differences.reduce((sum, d) => sum + d, 0));
  // Equal sums differ in the last bits, so "at least as extreme" needs a tolerance.
  const threshold = observed - 1e-10 * nonZero.reduce((sum, d) => sum + d, 0);
  if (nonZero.length <= exactUpTo) {
    const extreme = countExtremePatterns(nonZero, threshold);
    const patterns = 2 ** nonZero.length;
    return { p: extreme / patterns, extreme, flips: patterns, isExact: true, seed };
  }
  const extreme = countExtremeSamples(nonZero, threshold, seed, flips);
  return { p: (extreme + 1) / (flips + 1), extreme, flips, isExact: false, seed };
}

/** Counts over all 2^n patterns, walking them in Gray order so that each step flips one sign. */
function countExtremePatterns(magnitudes: readonly number[], threshold: number): number {
  const signs = magnitudes.map(() => 1);
  let sum = magnitudes.reduce((total, d) => total + d, 0);
  let extreme = Math.abs(sum) >= threshold ? 1 : 0;
  for (let pattern = 1; pattern < 2 ** magnitudes.length; pattern++) {
    const flipped = 31 - Math.clz32(pattern & -pattern);
    sum -= 2 * (signs[flipped] as number) * (magnitudes[flipped] as number);
    signs[flipped] = -(signs[flipped] as number);
    if (Math.abs(sum) >= threshold) extreme += 1;
  }
  return extreme;
}

/** Random patterns, eight signs at a time: the 256 sums of each group of eight are computed once. */
function countExtremeSamples(magnitudes: readonly number[], threshold: number, seed: number, flips: number): number {
  const groups = Math.ceil(magnitudes.length / 8);
  const sums = new Float64Array(groups * 256);
  for (let group = 0; group < groups; group++) {
    for (let bits = 0; bits < 256; bits++) {
      let sum = 0;
      for (let i = 0; i < 8; i++) sum += (magnitudes[group * 8 + i] ?? 0) * ((bits >> i) & 1 ? 1 : -1);
      sums[group * 256 + bits] = sum;
    }
  }
  const random = seededRandom(seed);
  let extreme = 0;
  for (let flip = 0; flip < flips; flip++) {
    let sum = 0;
    let bits = 0;
    for (let group = 0; group < groups; group++) {
      if (group % 4 === 0) bits = Math.floor(random.next() * 2 ** 32);
      sum += sums[group * 256 + (bits & 255)] as number;
      bits >>>= 8;
    }
    if (Math.abs(sum) >= threshold) extreme += 1;
  }
  return extreme;
}
