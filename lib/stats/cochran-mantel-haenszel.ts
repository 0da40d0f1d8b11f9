import { type Interval, requireCounts, requireOpenUnit } from './arguments';
import { chiSquareTail, normalQuantile } from './distributions';

export type Table2x2 = readonly [readonly [number, number], readonly [number, number]];

export type CochranMantelHaenszel = {
  statistic: number;
  pValue: number;
  statisticWithContinuity: number;
  pValueWithContinuity: number;
  /** Mantel-Haenszel common odds ratio with the Robins-Breslow-Greenland interval; `undefined` when a sum is 0 */
  commonOddsRatio: number | undefined;
  interval: Interval | undefined;
  /** test of equal odds ratios in all tables, with Tarone's correction; `undefined` without a common odds ratio */
  homogeneity: { breslowDay: number; tarone: number; degreesOfFreedom: number; pValue: number } | undefined;
};

/**
 * Association of two binary things within strata: position and winner by judge, configuration and success by query type.
 *
 * @param tables  one [[a, b], [c, d]] a stratum, counts; strata with an empty margin say nothing and are left out
 * @returns       `undefined` when no stratum says anything
 * @throws {InvalidInput} if a cell is not a count or alpha is out of range
 *
 * (|sum (a - E)| - c)^2 / sum V, E = r1 c1/n, V = r1 r2 c1 c2 / (n^2 (n-1)) (Mantel and Haenszel, 1959).
 */
export function cochranMantelHaenszel(tables: readonly Table2x2[], alpha = 0.05): CochranMantelHaenszel | undefined {
  requireOpenUnit({ alpha });
  for (const [[a, b], [c, d]] of tables) requireCounts({ a, b, c, d });
  const used = tables.filter(([[a, b], [c, d]]) => (a + b) * (c + d) * (a + c) * (b + d) > 0);
  if (used.length === 0) return undefined;
  let excess = 0;
  let variance = 0;
  for (const [[a, b], [c, d]] of used) {
    const n = a + b + c + d;
    excess += a - ((a + b) * (a + c)) / n;
    variance += ((a + b) * (c + d) * (a + c) * (b + d)) / (n * n * (n - 1));
  }
  const statistic = excess ** 2 / variance;
  const statisticWithContinuity = Math.max(0, Math.abs(excess) - 0.5) ** 2 / variance;
  const { oddsRatio, interval } = commonOddsRatio(used, alpha);
  return {
    statistic,
    pValue: chiSquareTail(statistic, 1),
    statisticWithContinuity,
    pValueWithContinuity: chiSquareTail(statisticWithContinuity, 1),
    commonOddsRatio: oddsRatio,
    interval,
    homogeneity: oddsRatio === undefined ? undefined : homogeneity(used, oddsRatio),
  };
}

/** Variance of ln OR after Robins, Breslow and Greenland (1986). */
function commonOddsRatio(tables: readonly Table2x2[], alpha: number) {
  let sumR = 0;
  let sumS = 0;
  let sumPR = 0;
  let sumMixed = 0;
  let sumQS = 0;
  for (const [[a, b], [c, d]] of tables) {
    const n = a + b + c + d;
    const [p, q, r, s] = [(a + d) / n, (b + c) / n, (a * d) / n, (b * c) / n];
    sumR += r;
    sumS += s;
    sumPR += p * r;
    sumMixed += p * s + q * r;
    sumQS += q * s;
  }
  if (sumR === 0 || sumS === 0) return { oddsRatio: undefined, interval: undefined };
  const oddsRatio = sumR / sumS;
  const variance = sumPR / (2 * sumR ** 2) + sumMixed / (2 * sumR * sumS) + sumQS / (2 * sumS ** 2);
  const half = normalQuantile(1 - alpha / 2) * Math.sqrt(variance);
  return { oddsRatio, interval: { lower: oddsRatio * Math.exp(-half), upper: oddsRatio * Math.exp(half) } };
}

/** Breslow and Day (1980) with Tarone's correction (1985). */
function homogeneity(tables: readonly Table2x2[], oddsRatio: number) {
  let breslowDay = 0;
  let sumExcess = 0;
  let sumVariance = 0;
  for (const [[a, b], [c, d]] of tables) {
    const expected = expectedCell(a + b, c + d, a + c, oddsRatio);
    const others = [a + b - expected, a + c - expected, d - a + expected];
    const variance = 1 / (1 / expected + others.reduce((sum, cell) => sum + 1 / cell, 0));
    breslowDay += (a - expected) ** 2 / variance;
    sumExcess += a - expected;
    sumVariance += variance;
  }
  const tarone = breslowDay - sumExcess ** 2 / sumVariance;
  const degreesOfFreedom = tables.length - 1;
  return {
    breslowDay,
    tarone,
    degreesOfFreedom,
    pValue: degreesOfFreedom === 0 ? 1 : chiSquareTail(tarone, degreesOfFreedom),
  };
}

/** The cell a with the given margins at which a d / (b c) equals the odds ratio: the root that leaves all cells positive. */
function expectedCell(row1: number, row2: number, column1: number, oddsRatio: number): number {
  if (Math.abs(oddsRatio - 1) < 1e-12) return (row1 * column1) / (row1 + row2);
  const linear = oddsRatio * (row1 + column1) + row2 - column1;
  const root = Math.sqrt(linear ** 2 - 4 * (oddsRatio - 1) * oddsRatio * row1 * column1);
  return (linear - root) / (2 * (oddsRatio - 1));
}
