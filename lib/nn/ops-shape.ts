import { Internal } from '@/lib/foundation/errors';
import type { Dim, Shape, Value } from './graph';

/** Operations that move elements without changing them. */

/** The same elements in row-major order under another shape. The caller answers for equal element counts. */
export function reshape(x: Value, shape: Shape): Value {
  const symbolic = shape.filter((dim) => typeof dim === 'string');
  // One unknown size is inferred (-1); several are read from values that have them.
  const target =
    symbolic.length === 1
      ? x.graph.integers(shape.map((dim) => (typeof dim === 'string' ? -1 : dim)))
      : x.graph.shapeVector(shape);
  const y = x.graph.emit('Reshape', [x, target], shape, {}, x.type);
  return x.graph.record(y, [x], (dy) => [reshape(dy, x.shape)]);
}

/** Axes in a new order: axis i of the result is axis order[i] of x. */
export function transpose(x: Value, order: readonly number[]): Value {
  const shape = order.map((axis) => x.shape[axis] as Dim);
  const y = x.graph.emit('Transpose', [x], shape, { perm: order.map(BigInt) });
  const inverse = order.map((_, axis) => order.indexOf(axis));
  return x.graph.record(y, [x], (dy) => [transpose(dy, inverse)]);
}

/** Axes of size 1 repeated to the given shape. */
export function expand(x: Value, shape: Shape): Value {
  // Reduction of the same axes is the backward side; gradients of gradients are not needed, so it is not recorded.
  return x.graph.emit('Expand', [x, x.graph.shapeVector(shape)], shape, {}, x.type);
}

/** Values one after another along an axis. Only the first keeps its symbolic name, so a sum of sizes gets a fresh one. */
export function concat(parts: readonly Value[], axis: number): Value {
  const first = parts[0];
  if (!first) throw new Internal('There is nothing to join.');
  const sizes = parts.map((part) => part.shape[axis] as Dim);
  const size: Dim = sizes.every((dim) => typeof dim === 'number')
    ? sizes.reduce<number>((sum, dim) => sum + (dim as number), 0)
    : sizes.join('+');
  const y = first.graph.emit('Concat', parts, first.shape.with(axis, size), { axis: BigInt(axis) }, first.type);
  return first.graph.record(y, parts, (dy) => {
    const starts = sizes.map((_, i) => lengthOf(first, sizes.slice(0, i)));
    const ends = sizes.map((_, i) => lengthOf(first, sizes.slice(0, i + 1)));
    return parts.map((part, i) =>
      dy.graph.emit('Slice', [dy, starts[i], ends[i], dy.graph.integers([axis])], part.shape),
    );
  });
}

/** A sum of sizes as an int64 vector of one element. */
function lengthOf({ graph }: Value, dims: readonly Dim[]): Value {
  return dims
    .map((dim) => (typeof dim === 'number' ? graph.integers([dim]) : graph.dimValue(dim)))
    .reduce((sum, dim) => graph.emit('Add', [sum, dim], [1], {}, 'int64'), graph.integers([0]));
}

/** One position along an axis, which disappears: x[:, index, :] for axis 1. */
export function select(x: Value, axis: number, index: number): Value {
  const { graph } = x;
  const kept = x.shape.toSpliced(axis, 1);
  const at = graph.constant(BigInt64Array.of(BigInt(index)), []);
  const y = graph.emit('Gather', [x, at], kept, { axis: BigInt(axis) }, x.type);
  // All other positions receive nothing: a one-hot vector along the axis times dy.
  return graph.record(y, [x], (dy) => {
    const length = x.shape[axis] as Dim;
    const depth = typeof length === 'number' ? graph.integers([length]) : graph.dimValue(length);
    const offOn = graph.constant(Float32Array.of(0, 1), [2]);
    const oneHot = graph.emit('OneHot', [graph.integers([index]), depth, offOn], [1, length], { axis: -1n });
    const column = reshape(oneHot, [length, ...x.shape.slice(axis + 1).map(() => 1)]);
    const row = reshape(dy, [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis + 1)]);
    return [graph.emit('Mul', [row, column], x.shape)];
  });
}
