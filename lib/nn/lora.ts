/**
 * Low-rank adapters (Hu et al., "LoRA", 2022): a frozen weight W gets a trained correction (alpha / rank) · A B, with
 * A [in, rank] and B [rank, out]. One of the two starts at zero, so training starts from the base model exactly.
 */
export type Lora = {
  rank: number;
  alpha: number;
  /** which layers are adapted, by the name of the layer, such as `layer.0.query` */
  adapts: (layer: string) => boolean;
};

/** The names of an adapter's two matrices. */
export const loraNames = (layer: string): { a: string; b: string } => ({ a: `${layer}.lora_a`, b: `${layer}.lora_b` });

/**
 * W + (alpha / rank) · A B as a new array: the served model has no trace of the adapter and costs nothing more.
 *
 * @param weight [in, out]
 * @param a      [in, rank]
 * @param b      [rank, out]
 */
export function mergeLora(
  weight: Float32Array,
  a: Float32Array,
  b: Float32Array,
  rank: number,
  alpha: number,
): Float32Array {
  const inputs = a.length / rank;
  const outputs = b.length / rank;
  const merged = weight.slice();
  for (let i = 0; i < inputs; i++) {
    for (let r = 0; r < rank; r++) {
      const factor = ((a[i * rank + r] as number) * alpha) / rank;
      if (factor === 0) continue;
      for (let o = 0; o < outputs; o++) {
        const at = i * outputs + o;
        merged[at] = (merged[at] as number) + factor * (b[r * outputs + o] as number);
      }
    }
  }
  return merged;
}
