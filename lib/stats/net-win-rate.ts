import { type Interval, requireCounts, requireOpenUnit } from './arguments';
import { tQuantile, tTwoSided } from './distributions';

export type NetWinRate = {
  /** all observations, ties included */
  n: number;
  /** (wins - losses) / all, in [-1, 1] */
  netWinRate: number;
  interval: Interval | undefined;
  /** mean of the scores 1, 1/2, 0 for win, tie, loss, in [0, 1] */
  meanScore: number;
  meanScoreInterval: Interval | undefined;
  standardDeviation: number | undefined;
  t: number | undefined;
  pValue: number | undefined;
};

/**
 * Net win rate over all observations, ties included: what users will feel, because a tie is no change for them.
 *
 * @param wins, losses, ties  non-negative integers, one observation per query
 * @param alpha  one minus the confidence, in (0, 1)
 * @returns  `undefined` without observations; interval and test `undefined` with fewer than two, or when all scores are equal
 * @throws {InvalidInput} if a count or alpha is out of range
 *
 * Scores 1, 1/2, 0; t interval of the mean over queries; net win rate = 2 mean - 1.
 */
export function netWinRate(wins: number, losses: number, ties: number, alpha = 0.05): NetWinRate | undefined {
  requireCounts({ wins, losses, ties });
  requireOpenUnit({ alpha });
  const n = wins + losses + ties;
  if (n === 0) return undefined;
  const meanScore = (wins + ties / 2) / n;
  const bare = { n, netWinRate: (wins - losses) / n, meanScore };
  const sumOfSquares = wins * (1 - meanScore) ** 2 + ties * (0.5 - meanScore) ** 2 + losses * meanScore ** 2;
  if (n < 2 || sumOfSquares === 0) {
    const none = { interval: undefined, meanScoreInterval: undefined, t: undefined, pValue: undefined };
    return { ...bare, ...none, standardDeviation: n < 2 ? undefined : 0 };
  }
  const standardDeviation = Math.sqrt(sumOfSquares / (n - 1));
  const standardError = standardDeviation / Math.sqrt(n);
  const half = tQuantile(1 - alpha / 2, n - 1) * standardError;
  const t = (meanScore - 0.5) / standardError;
  return {
    ...bare,
    meanScoreInterval: { lower: Math.max(0, meanScore - half), upper: Math.min(1, meanScore + half) },
    interval: {
      lower: Math.max(-1, bare.netWinRate - 2 * half),
      upper: Math.min(1, bare.netWinRate + 2 * half),
    },
    standardDeviation,
    t,
    pValue: tTwoSided(t, n - 1),
  };
}
