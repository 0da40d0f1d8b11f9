import { tQuantile } from '@/lib/stats/distributions';

export type LatencyOverhead = {
  queries: number;
  championMeanMs: number;
  challengerMeanMs: number;
  /** challenger over champion, geometric mean over queries; 1.067 is 6.7 % slower */
  ratio: number;
  interval: { lower: number; upper: number };
};

/**
 * Retrieval time of the challenger as a ratio to the champion's, measured on the same queries one after the other.
 *
 * @param pairs  milliseconds of both arms for each query, above 0
 * @param alpha  one minus the confidence
 * @returns      `undefined` with fewer than two pairs
 *
 * exp of the t interval of the mean of ln(challenger / champion): pairing removes what makes a query slow for both, and
 * a ratio within one run survives a busy machine better than two absolute times.
 */
export function latencyOverhead(
  pairs: readonly { championMs: number; challengerMs: number }[],
  alpha = 0.05,
): LatencyOverhead | undefined {
  const used = pairs.filter(({ championMs, challengerMs }) => championMs > 0 && challengerMs > 0);
  const n = used.length;
  if (n < 2) return undefined;
  const logs = used.map(({ championMs, challengerMs }) => Math.log(challengerMs / championMs));
  const mean = logs.reduce((sum, x) => sum + x, 0) / n;
  const variance = logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  const half = tQuantile(1 - alpha / 2, n - 1) * Math.sqrt(variance / n);
  return {
    queries: n,
    championMeanMs: used.reduce((sum, pair) => sum + pair.championMs, 0) / n,
    challengerMeanMs: used.reduce((sum, pair) => sum + pair.challengerMs, 0) / n,
    ratio: Math.exp(mean),
    interval: { lower: Math.exp(mean - half), upper: Math.exp(mean + half) },
  };
}
