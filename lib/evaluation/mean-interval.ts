import { InvalidInput } from '@/lib/foundation/errors';
import { tQuantile } from '@/lib/stats/distributions';

/** The mean of a measure over queries with its confidence interval. */
export type MeanInterval = {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
  readonly queries: number;
  readonly level: number;
};

/**
 * Confidence interval of a mean of scores in [0, 1], for future queries like these. It is Wilson's interval with the t
 * quantile, for as many yes/no answers as carry the same variance: for scores of 0 and 1 it is Wilson's, in the middle of
 * the range it is close to the t interval, and unlike that it never leaves [0, 1] and never shrinks to a point when all
 * queries score 1, where a recall target would otherwise be declared reached on five queries.
 *
 * @param values  one score per query, in [0, 1]; values without spread are treated as yes/no answers
 * @param level   confidence in (0, 1)
 * @returns       `undefined` for fewer than two queries
 * @throws {InvalidInput} for values outside [0, 1] or a level outside (0, 1)
 */
export function meanInterval(values: ArrayLike<number>, level = 0.95): MeanInterval | undefined {
  const n = values.length;
  if (!(level > 0 && level < 1)) throw new InvalidInput('A confidence level lies between 0 and 1.');
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const value = values[i] as number;
    // Sums of discounts may exceed 1 in the last bit.
    if (!(value >= 0 && value <= 1 + 1e-9))
      throw new InvalidInput('An interval of a mean needs scores between 0 and 1.');
    sum += value;
    squares += value * value;
  }
  if (n < 2) return undefined;
  const mean = Math.min(1, sum / n);
  const variance = Math.max(0, squares / n - mean * mean);
  const largestVariance = mean * (1 - mean);
  const share = variance > 1e-12 ? Math.min(1, variance / largestVariance) : 1;
  const answers = n / share;
  const z = tQuantile((1 + level) / 2, n - 1);
  const shrink = 1 + z ** 2 / answers;
  const centre = (mean + z ** 2 / (2 * answers)) / shrink;
  const radius = (z / shrink) * Math.sqrt(largestVariance / answers + z ** 2 / (4 * answers ** 2));
  return { mean, lower: Math.max(0, centre - radius), upper: Math.min(1, centre + radius), queries: n, level };
}
