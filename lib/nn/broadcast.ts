import { Internal } from '@/lib/foundation/errors';
import type { Dim, Shape, Value } from './graph';
import { reshape } from './ops-shape';

/** Both directions of broadcasting: shapes are repeated on the way forward, gradients are summed on the way back. */

/**
 * The shape of an elementwise result: aligned at the last axis; equal sizes stay, a size of 1 is repeated.
 *
 * @throws {Internal} if two sizes differ and none of them is 1
 */
export function broadcastShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i): Dim => {
    const left = a[a.length - rank + i] ?? 1;
    const right = b[b.length - rank + i] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new Internal(`The shapes [${a}] and [${b}] do not fit together.`);
  });
}

/** Sums a gradient over the axes along which `shape` was repeated, so that it has that shape again. */
export function reduceTo(gradient: Value, shape: Shape): Value {
  const { graph } = gradient;
  const offset = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((dim, axis) => {
    const isNew = axis < offset;
    const isRepeated = !isNew && shape[axis - offset] === 1 && dim !== 1;
    return isNew || isRepeated ? [axis] : [];
  });
  if (axes.length === 0) return gradient;
  const summedShape = gradient.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
  const summed = graph.emit('ReduceSum', [gradient, graph.integers(axes)], summedShape, { keepdims: 1n });
  return offset > 0 ? reshape(summed, shape) : summed;
}
