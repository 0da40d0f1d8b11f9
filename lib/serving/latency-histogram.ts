/** Upper bounds of the latency buckets in milliseconds: about 1.26 times apart, from 0.1 ms to a minute, then infinity. */
export const bucketBoundsMs: readonly number[] = Array.from({ length: 59 }, (_, i) =>
  Number((0.1 * 10 ** (i / 10)).toPrecision(3)),
);

/** Counts by bucket, the last for everything beyond the last bound. */
export type Histogram = number[];

export const emptyHistogram = (): Histogram => new Array<number>(bucketBoundsMs.length + 1).fill(0);

/** Adds one latency in milliseconds; negative or non-finite values are a caller's bug and are ignored. */
export function addLatency(histogram: Histogram, latencyMs: number): void {
  if (!(latencyMs >= 0) || !Number.isFinite(latencyMs)) return;
  let low = 0;
  let high = bucketBoundsMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bucketBoundsMs[middle] as number) < latencyMs) low = middle + 1;
    else high = middle;
  }
  histogram[low] = (histogram[low] ?? 0) + 1;
}

/** The sum of two histograms; a missing or shorter one counts as zeros. */
export function mergeHistograms(a: readonly number[] | undefined, b: readonly number[] | undefined): Histogram {
  return emptyHistogram().map((_, i) => (a?.[i] ?? 0) + (b?.[i] ?? 0));
}

/**
 * The smallest bucket bound below which a share `q` of the latencies lies, in milliseconds: an upper estimate that is at
 * most 26 % too high.
 *
 * @returns undefined for an empty histogram; Infinity if the share lies beyond a minute
 */
export function quantileMs(histogram: readonly number[], q: number): number | undefined {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  let seen = 0;
  for (let i = 0; i < histogram.length; i++) {
    seen += histogram[i] ?? 0;
    if (seen >= q * total) return bucketBoundsMs[i] ?? Number.POSITIVE_INFINITY;
  }
  return Number.POSITIVE_INFINITY;
}
