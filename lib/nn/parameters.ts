import type { Random } from '@/lib/foundation/random';
import type { ParameterSpec } from './graph';
import { elementCount } from './onnx-tensor';

/** Weights by parameter name; each an array in row-major order. */
export type Weights = Map<string, Float32Array>;

/**
 * Makes the first numbers of parameters that have none yet.
 *
 * @param specs  name, shape and start of each parameter, as a graph collects them
 * @param random the same seed and order of names give the same numbers
 * @param known  weights that exist already, for example of a parent checkpoint; they are shared, not copied
 */
export function initialise(specs: ReadonlyMap<string, ParameterSpec>, random: Random, known?: Weights): Weights {
  const weights: Weights = new Map();
  for (const [name, { shape, start }] of specs) {
    const data = known?.get(name) ?? new Float32Array(elementCount(shape));
    weights.set(name, data);
    if (known?.has(name) || start === 'zeros') continue;
    const deviation = start === 'scaled' ? 1 / Math.sqrt(shape[0] ?? 1) : 0.02;
    for (let i = 0; i < data.length; i++) data[i] = start === 'ones' ? 1 : deviation * random.normal();
  }
  return weights;
}

/** A copy that later training does not change. */
export const copyWeights = (weights: Weights): Weights =>
  new Map([...weights].map(([name, data]) => [name, data.slice()]));
