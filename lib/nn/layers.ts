import type { Dim, Graph, Value } from './graph';
import { type Lora, loraNames } from './lora';
import { add, gelu, multiply, relu, scale } from './ops-elementwise';
import { linear, lookUp, matMul } from './ops-linear';
import { layerNorm, reduceSum, softmax } from './ops-reduce';
import { reshape, select, transpose } from './ops-shape';

/** The layers of a transformer and of a bag model. Names of weights are `<layer>.weight`, `<layer>.bias`. */

export type LayerContext = { graph: Graph; lora?: Lora };

/** x W + b, [n, inputs] to [n, outputs], plus the adapter if this layer has one. */
export function linearLayer(
  { graph, lora }: LayerContext,
  layer: string,
  x: Value,
  inputs: number,
  outputs: number,
  start: 'normal' | 'zeros' = 'normal',
): Value {
  const weight = graph.parameter(`${layer}.weight`, [inputs, outputs], start);
  const y = linear(x, weight, graph.parameter(`${layer}.bias`, [outputs], 'zeros'));
  if (!lora?.adapts(layer)) return y;
  const names = loraNames(layer);
  const a = graph.parameter(names.a, [inputs, lora.rank], 'scaled');
  const b = graph.parameter(names.b, [lora.rank, outputs], 'zeros');
  return add(y, scale(linear(linear(x, a), b), lora.alpha / lora.rank));
}

/**
 * Rows of an embedding table, [n] to [n, width], plus the adapter if this table has one: the table's correction is A B
 * too, and a row of A starts at zero, so only looked-up rows ever change.
 */
export function embeddingLayer(
  { graph, lora }: LayerContext,
  layer: string,
  ids: Value,
  rows: number,
  width: number,
  gradient: 'rows' | 'dense' = 'rows',
): Value {
  const y = lookUp(graph.parameter(`${layer}.weight`, [rows, width]), ids, gradient);
  if (!lora?.adapts(layer)) return y;
  const names = loraNames(layer);
  const a = lookUp(graph.parameter(names.a, [rows, lora.rank], 'zeros'), ids, gradient);
  const b = graph.parameter(names.b, [lora.rank, width], 'scaled');
  return add(y, scale(linear(a, b), lora.alpha / lora.rank));
}

/** Layer normalisation with its gain and bias. */
export function normLayer({ graph }: LayerContext, layer: string, x: Value, width: number, epsilon = 1e-12): Value {
  const gain = graph.parameter(`${layer}.weight`, [width], 'ones');
  return layerNorm(x, gain, graph.parameter(`${layer}.bias`, [width], 'zeros'), epsilon);
}

export type EncoderShape = {
  width: number;
  heads: number;
  innerWidth: number;
  activation: 'gelu' | 'relu';
  /** added to the variance before its root; 1e-12 in BERT */
  normEpsilon: number;
};

/** Sizes of a batch that are known only when the graph runs. */
export type BatchShape = { batch: Dim; time: Dim };

/**
 * Multi-head self-attention (Vaswani et al., 2017): each position takes a mean of all positions' values, weighted by
 * softmax(q·k / √width of a head).
 *
 * @param x    [batch·time, width]
 * @param bias [batch, 1, 1, time], 0 at real positions and about -1e4 at padding
 */
export function attentionLayer(
  context: LayerContext,
  layer: string,
  x: Value,
  bias: Value,
  { width, heads }: EncoderShape,
  { batch, time }: BatchShape,
): Value {
  const headWidth = width / heads;
  const split = (name: string, order: number[]): Value => {
    const projected = linearLayer(context, `${layer}.${name}`, x, width, width);
    return transpose(reshape(projected, [batch, time, heads, headWidth]), order);
  };
  const query = split('query', [0, 2, 1, 3]); // [batch, heads, time, headWidth]
  const key = split('key', [0, 2, 3, 1]); //     [batch, heads, headWidth, time]
  const value = split('value', [0, 2, 1, 3]);
  const similarity = scale(matMul(query, key), 1 / Math.sqrt(headWidth)); // [batch, heads, time, time]
  const mixed = matMul(softmax(add(similarity, bias)), value);
  const joined = reshape(transpose(mixed, [0, 2, 1, 3]), x.shape);
  return linearLayer(context, `${layer}.output`, joined, width, width);
}

/** One block of BERT: attention and a two-layer network, each added to its input and normalised after (post-norm). */
export function transformerBlock(
  context: LayerContext,
  layer: string,
  x: Value,
  bias: Value,
  shape: EncoderShape,
  batchShape: BatchShape,
): Value {
  const { width, innerWidth, normEpsilon } = shape;
  const attended = attentionLayer(context, `${layer}.attention`, x, bias, shape, batchShape);
  const middle = normLayer(context, `${layer}.attention_norm`, add(x, attended), width, normEpsilon);
  const wide = linearLayer(context, `${layer}.inner`, middle, width, innerWidth);
  const active = shape.activation === 'gelu' ? gelu(wide) : relu(wide);
  const narrow = linearLayer(context, `${layer}.outer`, active, innerWidth, width);
  return normLayer(context, `${layer}.norm`, add(middle, narrow), width, normEpsilon);
}

/** The attention bias of a mask: 0 where it is 1, -1e4 where it is 0; [batch, time] to [batch, 1, 1, time]. */
export function attentionBias(mask: Value): Value {
  const { graph } = mask;
  const missing = graph.emit('Sub', [graph.scalar(1), mask], mask.shape);
  const bias = graph.emit('Mul', [missing, graph.scalar(-1e4)], mask.shape);
  return reshape(bias, [mask.shape[0] as Dim, 1, 1, mask.shape[1] as Dim]);
}

/** The mean over real positions. @param x [batch, time, width] @param mask [batch, time] floats @returns [batch, width] */
export function meanPool(x: Value, mask: Value): Value {
  const { graph } = x;
  const [batch, time, width] = x.shape as [Dim, Dim, Dim];
  const summed = reduceSum(multiply(x, reshape(mask, [batch, time, 1])), [1]);
  const count = graph.emit('Max', [reduceSum(mask, [1]), graph.scalar(1)], [batch, 1]);
  const inverse = graph.emit('Reciprocal', [count], [batch, 1]);
  return multiply(reshape(summed, [batch, width]), inverse);
}

/** The first position of each sequence, [batch, time, width] to [batch, width]. */
export const firstPool = (x: Value): Value => select(x, 1, 0);

/**
 * The weighted sum of a bag: Σ_t weights[b, t] · x[b, t], as one small matrix product a sequence.
 *
 * @param x       [batch, time, width]
 * @param weights [batch, time], 0 at padding
 */
export function bagPool(x: Value, weights: Value): Value {
  const [batch, time, width] = x.shape as [Dim, Dim, Dim];
  return reshape(matMul(reshape(weights, [batch, 1, time]), x), [batch, width]);
}
