/**
 * A bag of embeddings, computed in plain loops: y[b] = Σ weight · table[id] over the entries of bag b.
 *
 * ONNX has no such operation; spelled with Gather it copies every row of every token twice, which made it ten times
 * slower than these loops. It stands outside the graph like a first layer: the graph takes y as an input and returns
 * dy, and `backwardBags` carries dy to the rows.
 */

/** Bags in compressed rows: bag b has the entries from starts[b] up to starts[b + 1]. */
export type Bags = { ids: Int32Array; weights: Float32Array; starts: Int32Array };

/** How many bags there are. */
export const bagCount = (bags: Bags): number => bags.starts.length - 1;

/**
 * y[b] = Σ_i weights[i] · gains[ids[i]] · table[ids[i]]
 *
 * @param table [rows, width]
 * @param gains [rows], a learned importance of each token
 * @returns     [bags, width]; an empty bag is a zero row
 */
export function forwardBags(table: Float32Array, gains: Float32Array, width: number, bags: Bags): Float32Array {
  const y = new Float32Array(bagCount(bags) * width);
  for (let b = 0; b < bagCount(bags); b++) {
    const out = y.subarray(b * width, (b + 1) * width);
    const end = bags.starts[b + 1] as number;
    for (let i = bags.starts[b] as number; i < end; i++) {
      const id = bags.ids[i] as number;
      const factor = (bags.weights[i] as number) * (gains[id] as number);
      const row = id * width;
      for (let k = 0; k < width; k++) out[k] = (out[k] as number) + factor * (table[row + k] as number);
    }
  }
  return y;
}

/** Gradients of the rows that some bag used; each id once, in order of first use. */
export type BagGradients = { ids: Int32Array; rows: Float32Array; gains: Float32Array };

/** Reused between steps, so that a step of a large vocabulary does not clear or allocate it. */
export class BagGradientBuffer {
  private readonly position: Int32Array;
  constructor(rows: number) {
    this.position = new Int32Array(rows).fill(-1);
  }

  /**
   * The gradients of table and gains, given dy [bags, width] of each group of bags.
   *
   *   d table[id] = Σ weight · gain · dy[b]        d gains[id] = Σ weight · (table[id] · dy[b])
   */
  backward(
    table: Float32Array,
    gains: Float32Array,
    width: number,
    groups: readonly { bags: Bags; dy: Float32Array }[],
  ): BagGradients {
    const unique: number[] = [];
    for (const { bags } of groups) {
      for (const id of bags.ids) {
        if (this.position[id] !== -1) continue;
        this.position[id] = unique.length;
        unique.push(id);
      }
    }
    const rows = new Float32Array(unique.length * width);
    const gainGradients = new Float32Array(unique.length);
    // First Σ weight · dy for each id: both gradients follow from it.
    for (const { bags, dy } of groups) this.scatter(rows, width, bags, dy);
    for (const [i, id] of unique.entries()) {
      let dot = 0;
      const gain = gains[id] as number;
      for (let k = 0; k < width; k++) {
        const at = i * width + k;
        const sum = rows[at] as number;
        dot += sum * (table[id * width + k] as number);
        rows[at] = sum * gain;
      }
      gainGradients[i] = dot;
      this.position[id] = -1;
    }
    return { ids: Int32Array.from(unique), rows, gains: gainGradients };
  }

  private scatter(rows: Float32Array, width: number, bags: Bags, dy: Float32Array): void {
    for (let b = 0; b < bagCount(bags); b++) {
      const source = dy.subarray(b * width, (b + 1) * width);
      const end = bags.starts[b + 1] as number;
      for (let i = bags.starts[b] as number; i < end; i++) {
        const factor = bags.weights[i] as number;
        const row = (this.position[bags.ids[i] as number] as number) * width;
        for (let k = 0; k < width; k++) rows[row + k] = (rows[row + k] as number) + factor * (source[k] as number);
      }
    }
  }
}
