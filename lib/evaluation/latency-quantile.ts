import { InvalidInput } from '@/lib/foundation/errors';
import { binomialTail } from '@/lib/stats/distributions';

/** A quantile of measured latencies with a bound that holds for any distribution. */
export type LatencyQuantile = {
  /** nearest-rank quantile of the sample */
  readonly valueMs: number;
  /** upper confidence bound; `undefined` when the sample is too small for one */
  readonly upperMs: number | undefined;
  readonly samples: number;
};

/**
 * Nearest-rank quantile with a one-sided upper confidence bound from order statistics, which assumes nothing about the
 * distribution: the k-th smallest of n exceeds the quantile p with probability P(Bin(n, p) < k). The p95 needs 59
 * samples for a 95 % bound.
 *
 * @param samplesMs  measured latencies, at least one, finite and not negative
 * @param p          in (0, 1); 0.95 for p95
 * @throws {InvalidInput} for no sample, impossible values, or p outside (0, 1)
 */
export function latencyQuantile(samplesMs: readonly number[], p = 0.95, confidence = 0.95): LatencyQuantile {
  const n = samplesMs.length;
  if (n === 0) throw new InvalidInput('A latency quantile needs at least one measurement.');
  if (!samplesMs.every((ms) => Number.isFinite(ms) && ms >= 0))
    throw new InvalidInput('A latency is a number of at least 0.');
  if (!(p > 0 && p < 1) || !(confidence > 0 && confidence < 1))
    throw new InvalidInput('A quantile lies between 0 and 1.');
  const sorted = Float64Array.from(samplesMs).sort();
  const rank = Math.max(1, Math.ceil(p * n - 1e-9));
  let bound = rank;
  // P(at least `bound` of n lie below the quantile) must be at most 1 - confidence.
  while (bound <= n && binomialTail(bound, n, p) > 1 - confidence) bound += 1;
  return {
    valueMs: sorted[rank - 1] as number,
    upperMs: bound <= n ? (sorted[bound - 1] as number) : undefined,
    samples: n,
  };
}
