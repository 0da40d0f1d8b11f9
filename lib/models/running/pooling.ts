import { Uncomputable } from '@/lib/foundation/errors';
import type { Pooling } from '../checkpoint-config';

/** The vectors of the tokens of one text: rows [from, to) of a row-major [tokens, dimension] array are real tokens. */
export type TokenVectors = { data: ArrayLike<number>; offset: number; dimension: number; from: number; to: number };

/**
 * The vector of a text from the vectors of its tokens.
 *
 * @param tokens  at least one real token; padding lies outside of [from, to)
 * @param output  written: `dimension` numbers
 *
 * Same formulas as sentence-transformers' `Pooling`: `mean-sqrt-length` divides the sum by the square root of the number
 * of tokens, `weighted-mean` weights token i by i + 1.
 */
export function poolTokens(tokens: TokenVectors, pooling: Exclude<Pooling, 'in-graph'>, output: Float32Array): void {
  const { data, offset, dimension, from, to } = tokens;
  if (to <= from) throw new Uncomputable('A text without tokens has no vector.');
  const at = (row: number, column: number) => data[offset + row * dimension + column] as number;
  if (pooling === 'cls' || pooling === 'last-token') {
    const row = pooling === 'cls' ? from : to - 1;
    for (let j = 0; j < dimension; j++) output[j] = at(row, j);
    return;
  }
  if (pooling === 'max') {
    output.fill(Number.NEGATIVE_INFINITY);
    for (let i = from; i < to; i++) {
      // Math.max hands a NaN on, which a comparison would hide.
      for (let j = 0; j < dimension; j++) output[j] = Math.max(output[j] as number, at(i, j));
    }
    return;
  }
  const sums = new Float64Array(dimension);
  let weights = 0;
  for (let i = from; i < to; i++) {
    const weight = pooling === 'weighted-mean' ? i - from + 1 : 1;
    weights += weight;
    for (let j = 0; j < dimension; j++) sums[j] = (sums[j] as number) + weight * at(i, j);
  }
  const divisor = pooling === 'mean-sqrt-length' ? Math.sqrt(weights) : weights;
  for (let j = 0; j < dimension; j++) output[j] = (sums[j] as number) / divisor;
}

/** Scales a vector to unit length in place; a vector of zeros stays as it is. */
export function normalise(vector: Float32Array): void {
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (sum === 0) return;
  const scale = 1 / Math.sqrt(sum);
  for (let j = 0; j < vector.length; j++) vector[j] = (vector[j] as number) * scale;
}

/** @throws {Uncomputable} if a number is not finite: the runtime itself never complains about those */
export function checkFinite(values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]))
      throw new Uncomputable('The model gave numbers that are not finite (NaN or infinity).');
  }
}
