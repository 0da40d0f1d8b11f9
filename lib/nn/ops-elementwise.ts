import { broadcastShape, reduceTo } from './broadcast';
import type { Value } from './graph';

/** Operations on each element. `dy` is the gradient of the result; each function ends with how it flows back. */

/** x + y, broadcast. */
export function add(x: Value, y: Value): Value {
  const z = x.graph.emit('Add', [x, y], broadcastShape(x.shape, y.shape));
  // d(x+y)/dx = 1: the gradient is copied, summed over the axes along which an input was repeated.
  return x.graph.record(z, [x, y], (dz) => [reduceTo(dz, x.shape), reduceTo(dz, y.shape)]);
}

/** x - y, broadcast. */
export function subtract(x: Value, y: Value): Value {
  const z = x.graph.emit('Sub', [x, y], broadcastShape(x.shape, y.shape));
  return x.graph.record(z, [x, y], (dz) => [reduceTo(dz, x.shape), reduceTo(negate(dz), y.shape)]);
}

/** x * y, broadcast. */
export function multiply(x: Value, y: Value): Value {
  const z = x.graph.emit('Mul', [x, y], broadcastShape(x.shape, y.shape));
  return x.graph.record(z, [x, y], (dz) => [reduceTo(multiply(dz, y), x.shape), reduceTo(multiply(dz, x), y.shape)]);
}

/** x / y, broadcast. */
export function divide(x: Value, y: Value): Value {
  const z = x.graph.emit('Div', [x, y], broadcastShape(x.shape, y.shape));
  // d(x/y)/dy = -x/y² = -z/y
  return x.graph.record(z, [x, y], (dz) => [
    reduceTo(divide(dz, y), x.shape),
    reduceTo(negate(divide(multiply(dz, z), y)), y.shape),
  ]);
}

/** -x */
export function negate(x: Value): Value {
  const y = x.graph.emit('Neg', [x], x.shape);
  return x.graph.record(y, [x], (dy) => [negate(dy)]);
}

/** x times a number. */
export function scale(x: Value, factor: number): Value {
  const y = x.graph.emit('Mul', [x, x.graph.scalar(factor)], x.shape);
  return x.graph.record(y, [x], (dy) => [scale(dy, factor)]);
}

/** eˣ */
export function exp(x: Value): Value {
  const y = x.graph.emit('Exp', [x], x.shape);
  return x.graph.record(y, [x], (dy) => [multiply(dy, y)]);
}

/** Natural logarithm; x must be positive. */
export function log(x: Value): Value {
  const y = x.graph.emit('Log', [x], x.shape);
  return x.graph.record(y, [x], (dy) => [divide(dy, x)]);
}

/** Square root; x must be positive, since the gradient at 0 is infinite. */
export function sqrt(x: Value): Value {
  const y = x.graph.emit('Sqrt', [x], x.shape);
  // dy/dx = 1 / (2√x)
  return x.graph.record(y, [x], (dy) => [divide(scale(dy, 0.5), y)]);
}

/** x² */
export const square = (x: Value): Value => multiply(x, x);

/** tanh x */
export function tanh(x: Value): Value {
  const y = x.graph.emit('Tanh', [x], x.shape);
  // dy/dx = 1 - y²
  return x.graph.record(y, [x], (dy) => [subtract(dy, multiply(dy, square(y)))]);
}

/** 1 / (1 + e⁻ˣ) */
export function sigmoid(x: Value): Value {
  const y = x.graph.emit('Sigmoid', [x], x.shape);
  // dy/dx = y (1 - y)
  return x.graph.record(y, [x], (dy) => [multiply(multiply(dy, y), subtract(x.graph.scalar(1), y))]);
}

/** max(0, x); the gradient at 0 is taken as 0. */
export function relu(x: Value): Value {
  const y = x.graph.emit('Relu', [x], x.shape);
  return x.graph.record(y, [x], (dy) => {
    const isPositive = x.graph.emit('Greater', [x, x.graph.scalar(0)], x.shape, {}, 'bool');
    return [x.graph.emit('Where', [isPositive, dy, x.graph.scalar(0)], x.shape)];
  });
}

/** x Φ(x) with the exact normal distribution function Φ, as BERT has it (Hendrycks and Gimpel, 2016). */
export function gelu(x: Value): Value {
  const { graph } = x;
  const y = graph.emit('Gelu', [x], x.shape);
  // dy/dx = Φ(x) + x φ(x), where Φ(x) = ½(1 + erf(x/√2)) and φ(x) = exp(-x²/2)/√(2π)
  return graph.record(y, [x], (dy) => {
    const erf = graph.emit('Erf', [scale(x, Math.SQRT1_2)], x.shape);
    const distribution = scale(add(erf, graph.scalar(1)), 0.5);
    const density = scale(exp(scale(square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return [multiply(dy, add(distribution, multiply(x, density)))];
  });
}
