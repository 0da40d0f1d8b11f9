import { Internal } from '@/lib/foundation/errors';
import { reduceTo } from './broadcast';
import type { Value } from './graph';
import { divide, multiply, scale, subtract } from './ops-elementwise';
import { expand, reshape } from './ops-shape';

/** Operations that sum over axes, and those that are built on such sums. */

/** The sum over the given axes, which stay with size 1. */
export function reduceSum(x: Value, axes: readonly number[]): Value {
  const shape = x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
  const y = x.graph.emit('ReduceSum', [x, x.graph.integers(axes)], shape, { keepdims: 1n });
  // Every summand has the same share in the sum.
  return x.graph.record(y, [x], (dy) => [expand(dy, x.shape)]);
}

/** The sum of everything, as a scalar of shape []. */
export const sumAll = (x: Value): Value =>
  reshape(
    reduceSum(
      x,
      x.shape.map((_, axis) => axis),
    ),
    [],
  );

/** The mean over the given axes, which stay with size 1. */
export function reduceMean(x: Value, axes: readonly number[]): Value {
  return divide(reduceSum(x, axes), countAlong(x, axes));
}

/** The mean of everything, as a scalar of shape []. */
export const meanAll = (x: Value): Value =>
  reshape(
    reduceMean(
      x,
      x.shape.map((_, axis) => axis),
    ),
    [],
  );

/** How many elements lie along the axes, as a float of shape [] or [1]; counted when the graph runs if need be. */
function countAlong(x: Value, axes: readonly number[]): Value {
  let known = 1;
  let symbolic: Value | undefined;
  for (const axis of axes) {
    const dim = x.shape[axis];
    if (typeof dim === 'number') known *= dim;
    else if (dim !== undefined) {
      const size = x.graph.emit('Cast', [x.graph.dimValue(dim)], [1], { to: 1n });
      symbolic = symbolic ? multiply(symbolic, size) : size;
    }
  }
  return symbolic ? scale(symbolic, known) : x.graph.scalar(known);
}

/** softmax over the last axis: eˣ / Σ eˣ */
export function softmax(x: Value): Value {
  const last = x.shape.length - 1;
  const y = x.graph.emit('Softmax', [x], x.shape, { axis: -1n });
  // dx = y (dy - Σ dy·y)
  return x.graph.record(y, [x], (dy) => {
    const weighted = multiply(dy, y);
    return [subtract(weighted, multiply(y, reduceSum(weighted, [last])))];
  });
}

/** log softmax over the last axis, without overflow. */
export function logSoftmax(x: Value): Value {
  const last = x.shape.length - 1;
  const y = x.graph.emit('LogSoftmax', [x], x.shape, { axis: -1n });
  // dx = dy - softmax(x) Σ dy
  return x.graph.record(y, [x], (dy) => {
    const probabilities = x.graph.emit('Exp', [y], x.shape);
    return [subtract(dy, multiply(probabilities, reduceSum(dy, [last])))];
  });
}

/**
 * Layer normalisation over the last axis: (x - mean) / √(variance + ε) · gain + bias (Ba et al., 2016).
 *
 * @param gain, bias shape [d], where d is the last size of x
 */
export function layerNorm(x: Value, gain: Value, bias: Value, epsilon = 1e-5): Value {
  const { graph } = x;
  const last = x.shape.length - 1;
  const width = x.shape[last];
  if (typeof width !== 'number') throw new Internal('Layer normalisation needs a known width.');
  const statistic = { shape: x.shape.with(last, 1), type: 'float32' as const };
  const outputs = [{ shape: x.shape, type: 'float32' as const }, statistic, statistic];
  const [y, mean, inverseDeviation] = graph.emitMany('LayerNormalization', [x, gain, bias], outputs, {
    axis: -1n,
    epsilon,
  }) as [Value, Value, Value];
  // With x̂ = (x - mean)/σ and g = dy·gain:  dx = (g - mean(g) - x̂ mean(g x̂)) / σ,  dgain = Σ dy x̂,  dbias = Σ dy
  return graph.record(y, [x, gain, bias], (dy) => {
    const normalised = multiply(subtract(x, mean), inverseDeviation);
    const g = multiply(dy, gain);
    const meanOf = (value: Value): Value => scale(reduceSum(value, [last]), 1 / width);
    const centred = subtract(subtract(g, meanOf(g)), multiply(normalised, meanOf(multiply(g, normalised))));
    return [
      multiply(centred, inverseDeviation),
      reduceTo(multiply(dy, normalised), gain.shape),
      reduceTo(dy, bias.shape),
    ];
  });
}

/** x / √(Σ x² + ε) over the last axis: rows of length one. A zero row stays zero. */
export function l2Normalize(x: Value, epsilon = 1e-12): Value {
  const { graph } = x;
  const last = x.shape.length - 1;
  const squares = graph.emit('ReduceSumSquare', [x, graph.integers([last])], x.shape.with(last, 1), { keepdims: 1n });
  const stable = graph.emit('Add', [squares, graph.scalar(epsilon)], squares.shape);
  const norm = graph.emit('Sqrt', [stable], squares.shape);
  const y = graph.emit('Div', [x, norm], x.shape);
  // dx = (dy - y Σ dy·y) / |x|: the part along y is lost, because length does not matter.
  return graph.record(y, [x], (dy) => [divide(subtract(dy, multiply(y, reduceSum(multiply(dy, y), [last]))), norm)]);
}
