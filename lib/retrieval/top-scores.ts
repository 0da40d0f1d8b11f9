/** Ordinals with their scores, best first; equal scores in corpus order. */
export type ScoredOrdinals = { ordinals: Uint32Array; scores: Float32Array };

/**
 * The best `depth` entries of a score per document, best first. Ties are broken by corpus order: the lower ordinal first.
 *
 * @param scores  one score per document ordinal; not a number counts as minus infinity and is never returned
 * @param depth   at most this many entries, a positive integer
 * @param above   only scores strictly above this are returned; default: every score. BM25 passes 0 (no term matched)
 * @returns       fewer than `depth` entries if fewer qualify; empty for an empty array
 */
export function topScores(scores: Float32Array, depth: number, above = Number.NEGATIVE_INFINITY): ScoredOrdinals {
  const heap = new ScoreHeap(Math.min(depth, scores.length));
  let threshold = above;
  for (let start = 0; start < scores.length; start += blockLength) {
    // Most blocks hold nothing: one test for eight scores halves the time of the pass.
    if (start + blockLength <= scores.length && !hasAbove(scores, start, threshold)) continue;
    const end = Math.min(start + blockLength, scores.length);
    for (let ordinal = start; ordinal < end; ordinal++) {
      const score = scores[ordinal] as number;
      // Ordinals rise, so a score equal to the worst kept one is worse than it; NaN fails every comparison.
      if (score > threshold) threshold = Math.max(above, heap.push(ordinal, score));
    }
  }
  return heap.drain();
}

const blockLength = 8;

const hasAbove = (scores: Float32Array, at: number, threshold: number): boolean =>
  (scores[at] as number) > threshold ||
  (scores[at + 1] as number) > threshold ||
  (scores[at + 2] as number) > threshold ||
  (scores[at + 3] as number) > threshold ||
  (scores[at + 4] as number) > threshold ||
  (scores[at + 5] as number) > threshold ||
  (scores[at + 6] as number) > threshold ||
  (scores[at + 7] as number) > threshold;

/** A bounded heap whose root is the worst kept entry: lowest score, among equals the highest ordinal. */
class ScoreHeap {
  private readonly capacity: number;
  private readonly ordinals: Uint32Array;
  private readonly scores: Float32Array;
  private size = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.ordinals = new Uint32Array(capacity);
    this.scores = new Float32Array(capacity);
  }

  /** Adds an entry that is better than the root; returns the score that the next one must exceed. */
  push(ordinal: number, score: number): number {
    if (this.capacity === 0) return Number.POSITIVE_INFINITY;
    if (this.size < this.capacity) this.siftUp(this.size++, ordinal, score);
    else this.siftDown(this.size, ordinal, score);
    return this.size < this.capacity ? Number.NEGATIVE_INFINITY : (this.scores[0] as number);
  }

  /** Empties the heap from worst to best into arrays that run from best to worst. */
  drain(): ScoredOrdinals {
    const ordinals = new Uint32Array(this.size);
    const scores = new Float32Array(this.size);
    for (let rank = this.size - 1; rank >= 0; rank--) {
      ordinals[rank] = this.ordinals[0] as number;
      scores[rank] = this.scores[0] as number;
      this.size -= 1;
      if (this.size > 0) {
        this.siftDown(this.size, this.ordinals[this.size] as number, this.scores[this.size] as number);
      }
    }
    return { ordinals, scores };
  }

  private isWorse(at: number, ordinal: number, score: number): boolean {
    const other = this.scores[at] as number;
    return other < score || (other === score && (this.ordinals[at] as number) > ordinal);
  }

  private siftUp(start: number, ordinal: number, score: number): void {
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.isWorse(parent, ordinal, score)) break;
      this.move(parent, at);
      at = parent;
    }
    this.place(at, ordinal, score);
  }

  private siftDown(size: number, ordinal: number, score: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && this.isWorse(child + 1, this.ordinals[child] as number, this.scores[child] as number)) {
        child += 1;
      }
      if (!this.isWorse(child, ordinal, score)) break;
      this.move(child, at);
      at = child;
    }
    this.place(at, ordinal, score);
  }

  private move(from: number, to: number): void {
    this.ordinals[to] = this.ordinals[from] as number;
    this.scores[to] = this.scores[from] as number;
  }

  private place(at: number, ordinal: number, score: number): void {
    this.ordinals[at] = ordinal;
    this.scores[at] = score;
  }
}
