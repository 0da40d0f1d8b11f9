import { sha256 } from '@/lib/foundation/hash';
import { seededRandom } from '@/lib/foundation/random';

/**
 * An embedder without a model for tests of what surrounds it: a unit vector drawn from the hash of the text, the same in
 * any company. Texts that share the characters before the first full stop lie close together.
 */
export class HashEmbedder {
  embeddedTexts: string[] = [];
  /** throws when this many texts were embedded; for interrupted builds */
  failAfterTexts = Number.POSITIVE_INFINITY;

  constructor(readonly dimension = 24) {}

  async embed(
    texts: readonly string[],
    _as: 'query' | 'document' = 'document',
    options: { signal?: AbortSignal; onProgress?(done: number): void } = {},
  ): Promise<Float32Array> {
    const vectors = new Float32Array(texts.length * this.dimension);
    for (const [i, text] of texts.entries()) {
      options.signal?.throwIfAborted();
      if (this.embeddedTexts.length >= this.failAfterTexts) throw new Error('the process was killed here');
      this.embeddedTexts.push(text);
      vectors.set(this.vector(text), i * this.dimension);
      options.onProgress?.(i + 1);
    }
    return vectors;
  }

  private vector(text: string): Float32Array {
    const topic = seededRandom(Number.parseInt(sha256(text.split(/[.。\n]/)[0] as string).slice(0, 8), 16));
    const noise = seededRandom(Number.parseInt(sha256(text).slice(0, 8), 16));
    const values = Float32Array.from({ length: this.dimension }, () => topic.normal() + 0.2 * noise.normal());
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  }

  async close(): Promise<void> {}
}
