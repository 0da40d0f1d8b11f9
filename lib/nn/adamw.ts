/**
 * AdamW: Adam with bias correction and decoupled weight decay (Kingma and Ba, 2015; Loshchilov and Hutter, 2019).
 *
 *   m ← β₁ m + (1-β₁) g        v ← β₂ v + (1-β₂) g²
 *   w ← w - η ( m̂ / (√v̂ + ε) + λ w )     with m̂ = m / (1-β₁ᵗ), v̂ = v / (1-β₂ᵗ)
 */
export type AdamSettings = { beta1: number; beta2: number; epsilon: number; weightDecay: number };

export const defaultAdam: AdamSettings = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0 };

/** First and second moments of one parameter, and how many updates it has seen. */
export type Moments = { first: Float32Array; second: Float32Array; steps: number };

export const newMoments = (length: number): Moments => ({
  first: new Float32Array(length),
  second: new Float32Array(length),
  steps: 0,
});

/** Zero moments for each weight, by name. */
export const freshMoments = (weights: ReadonlyMap<string, Float32Array>): Map<string, Moments> =>
  new Map([...weights].map(([name, data]) => [name, newMoments(data.length)]));

/** Gradients of some rows of a table: `values` holds row after row in the order of `ids`, each id once. */
export type SparseRows = { ids: Int32Array; values: Float32Array; width: number };

/**
 * One update of a whole parameter, in place.
 *
 * @param learningRate η at this step
 * @param factor       multiplies the gradient first, as clipping asks; 1 leaves it
 */
export function updateDense(
  weight: Float32Array,
  gradient: Float32Array,
  moments: Moments,
  settings: AdamSettings,
  learningRate: number,
  factor = 1,
): void {
  moments.steps += 1;
  updateRange(weight, 0, gradient, 0, weight.length, moments, settings, learningRate, factor);
}

/**
 * One update of the rows that a batch looked up, in place. Rows without a gradient keep weights and moments as they are
 * ("lazy" Adam), so the cost follows the batch and not the vocabulary; bias correction uses the parameter's step count.
 */
export function updateRows(
  table: Float32Array,
  rows: SparseRows,
  moments: Moments,
  settings: AdamSettings,
  learningRate: number,
  factor = 1,
): void {
  moments.steps += 1;
  const { ids, values, width } = rows;
  for (let i = 0; i < ids.length; i++) {
    updateRange(table, (ids[i] as number) * width, values, i * width, width, moments, settings, learningRate, factor);
  }
}

function updateRange(
  weight: Float32Array,
  weightStart: number,
  gradient: Float32Array,
  gradientStart: number,
  length: number,
  { first, second, steps }: Moments,
  { beta1, beta2, epsilon, weightDecay }: AdamSettings,
  learningRate: number,
  factor: number,
): void {
  const stepSize = learningRate / (1 - beta1 ** steps);
  const secondCorrection = 1 / (1 - beta2 ** steps);
  const decay = learningRate * weightDecay;
  for (let i = 0; i < length; i++) {
    const g = (gradient[gradientStart + i] as number) * factor;
    const at = weightStart + i;
    const m = beta1 * (first[at] as number) + (1 - beta1) * g;
    const v = beta2 * (second[at] as number) + (1 - beta2) * g * g;
    const w = weight[at] as number;
    first[at] = m;
    second[at] = v;
    weight[at] = w - (stepSize * m) / (Math.sqrt(v * secondCorrection) + epsilon) - decay * w;
  }
}

/**
 * Adds up the gradients of equal rows, leaving each id once in rising order.
 *
 * @param ids    which row each gradient belongs to, repeats allowed
 * @param values [ids.length, width]
 * @param ignore ids that receive nothing, for example padding
 */
export function mergeRows(ids: ArrayLike<number>, values: Float32Array, width: number, ignore = -1): SparseRows {
  const unique = Int32Array.from(new Set(Array.from(ids).filter((id) => id !== ignore))).sort();
  const position = new Map<number, number>();
  for (const [i, id] of unique.entries()) position.set(id, i);
  const merged = new Float32Array(unique.length * width);
  for (let i = 0; i < ids.length; i++) {
    const row = position.get(ids[i] as number);
    if (row === undefined) continue;
    for (let k = 0; k < width; k++)
      merged[row * width + k] = (merged[row * width + k] as number) + (values[i * width + k] as number);
  }
  return { ids: unique, values: merged, width };
}

/** √ of the sum of squares of all gradients: NaN or infinite when training has diverged. */
export function globalNorm(gradients: Iterable<Float32Array>): number {
  let sum = 0;
  for (const gradient of gradients) {
    for (let i = 0; i < gradient.length; i++) sum += (gradient[i] as number) * (gradient[i] as number);
  }
  return Math.sqrt(sum);
}

/** What gradients must be multiplied by so that their global norm is at most `maximum` (Pascanu et al., 2013). */
export const clipFactor = (norm: number, maximum: number): number => (norm > maximum ? maximum / norm : 1);
