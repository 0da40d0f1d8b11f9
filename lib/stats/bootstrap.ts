import { InvalidInput } from '@/lib/foundation/errors';
import { seededRandom } from '@/lib/foundation/random';
import type { Interval } from './arguments';
import { normalCdf, normalQuantile } from './distributions';

export type BootstrapOptions = {
  /** resamples, at least 100; default 10,000 */
  readonly resamples?: number;
  readonly seed: number;
  /** confidence level in (0, 1); default 0.95 */
  readonly level?: number;
};

/** An interval by resampling queries, with what is needed to repeat it. */
export type BootstrapInterval = Interval & {
  readonly level: number;
  readonly resamples: number;
  readonly seed: number;
};

/**
 * Bootstrap interval of a mean: queries are drawn with replacement, and the percentiles are corrected for bias and skew
 * (BCa).
 *
 * @param values  one per query, finite
 * @returns       `undefined` for fewer than two values; all values equal give an interval of width 0
 * @throws {InvalidInput} for values that are not finite, fewer than 100 resamples, or a level outside (0, 1)
 *
 * Source: Efron (1987), "Better bootstrap confidence intervals". For a mean the jackknife acceleration is
 * Σd³ / (6 (Σd²)^1.5) with d the deviations from the mean.
 */
export function bootstrapMean(values: readonly number[], options: BootstrapOptions): BootstrapInterval | undefined {
  const { seed, resamples = 10_000, level = 0.95 } = options;
  if (!values.every(Number.isFinite)) throw new InvalidInput('The bootstrap needs finite values.');
  if (!Number.isSafeInteger(resamples) || resamples < 100) throw new InvalidInput('Take at least 100 resamples.');
  if (!(level > 0 && level < 1)) throw new InvalidInput('A confidence level lies between 0 and 1.');
  if (values.length < 2) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const means = resampledMeans(values, resamples, seed);
  const [biasZ, acceleration] = [biasOf(means, mean), accelerationOf(values, mean)];
  const at = (z: number) => {
    const shifted = biasZ + z;
    return percentile(means, normalCdf(biasZ + shifted / (1 - acceleration * shifted)));
  };
  const z = normalQuantile((1 + level) / 2);
  return { lower: at(-z), upper: at(z), level, resamples, seed };
}

/** Means of resamples with replacement, ascending. */
function resampledMeans(values: readonly number[], resamples: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  const pool = Float64Array.from(values);
  const means = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    let sum = 0;
    for (let i = 0; i < pool.length; i++) sum += pool[random.int(pool.length)] as number;
    means[b] = sum / pool.length;
  }
  return means.sort();
}

/** Median bias of the resampled means in standard normal units; ties with the mean count half. */
function biasOf(means: Float64Array, mean: number): number {
  // Sums of the same numbers in another order differ in the last bits and must count as ties.
  const tolerance = 1e-12 * Math.max(1, Math.abs(mean));
  let below = 0;
  for (const value of means) {
    if (value < mean - tolerance) below += 1;
    else if (value <= mean + tolerance) below += 0.5;
  }
  const share = Math.min(Math.max(below / means.length, 0.5 / means.length), 1 - 0.5 / means.length);
  return normalQuantile(share);
}

function accelerationOf(values: readonly number[], mean: number): number {
  let squares = 0;
  let cubes = 0;
  for (const value of values) {
    const deviation = value - mean;
    squares += deviation ** 2;
    cubes += deviation ** 3;
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

/** Linear interpolation between order statistics; `sorted` ascending, p in [0, 1]. */
function percentile(sorted: Float64Array, p: number): number {
  const position = Math.min(Math.max(p, 0), 1) * (sorted.length - 1);
  const low = Math.floor(position);
  const value = sorted[low] as number;
  return value + (position - low) * ((sorted[Math.min(low + 1, sorted.length - 1)] as number) - value);
}
