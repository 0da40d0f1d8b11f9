import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/lib/foundation/random';
import { backward } from '@/lib/nn/autodiff';
import { BagGradientBuffer, bagCount, forwardBags } from '@/lib/nn/embedding-bag';
import { Graph, type Shape, type Value } from '@/lib/nn/graph';
import {
  attentionBias,
  bagPool,
  type EncoderShape,
  embeddingLayer,
  firstPool,
  linearLayer,
  meanPool,
  transformerBlock,
} from '@/lib/nn/layers';
import type { Lora } from '@/lib/nn/lora';
import { crossEntropy, infoNce } from '@/lib/nn/losses';
import * as elementwise from '@/lib/nn/ops-elementwise';
import { linear, lookUp, matMul, pairwiseDot } from '@/lib/nn/ops-linear';
import {
  l2Normalize,
  layerNorm,
  logSoftmax,
  meanAll,
  reduceMean,
  reduceSum,
  softmax,
  sumAll,
} from '@/lib/nn/ops-reduce';
import { concat, reshape, select, transpose } from '@/lib/nn/ops-shape';
import { initialise, type Weights } from '@/lib/nn/parameters';
import type { Tensor } from '@/lib/nn/runner';
import { createSessionFromBytes } from '@/lib/onnx/session';

/** A graph's loss, the values it is differentiated by, and the data it is fed. */
type Case = { loss: (graph: Graph) => Value; feeds?: Record<string, Tensor>; lora?: Lora };

const floats = (dims: number[], data: number[]): Tensor => ({ type: 'float32', dims, data: Float32Array.from(data) });
const integers = (dims: number[], data: number[]): Tensor => ({ type: 'int32', dims, data: Int32Array.from(data) });

/**
 * The largest disagreement between the gradient of the graph and central differences along random directions, relative
 * to the directional derivative and floored at a thousandth of the gradient's length. Float32 rounds the loss to seven
 * digits, so the best of three step sizes counts: too small drowns in rounding, too large in curvature.
 */
async function worstError({ loss: build, feeds = {} }: Case, prepare?: (weights: Weights) => void): Promise<number> {
  const graph = new Graph();
  const loss = build(graph);
  const random = seededRandom(7);
  const weights = initialise(graph.parameterSpecs, random);
  // Larger than real first weights, so that nothing is linear by accident.
  for (const data of weights.values())
    for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) + 0.4 * random.normal();
  prepare?.(weights);
  const shapes = [...graph.parameterSpecs].map(([name, spec]) => ({ name, shape: [...spec.shape] }));
  const gradients = backward(
    loss,
    shapes.map(({ name, shape }) => graph.parameter(name, shape)),
  );
  const outputs: Record<string, Value> = { loss };
  for (const [i, gradient] of gradients.entries()) {
    if (gradient.kind === 'dense') outputs[`gradient_${i}`] = gradient.value;
    else Object.assign(outputs, { [`rows_${i}`]: gradient.rows.rows, [`ids_${i}`]: gradient.rows.ids });
  }
  const session = await createSessionFromBytes(graph.toModel(outputs), { intraOpThreads: 1 });
  const run = () => {
    const tensors = shapes.map(({ name, shape }) => [name, floats(shape, [...(weights.get(name) ?? [])])]);
    return session.run({ ...feeds, ...Object.fromEntries(tensors) });
  };
  const base = await run();
  const dense = shapes.map(({ name, shape }, i) => {
    const direct = base[`gradient_${i}`];
    if (direct) return direct.data as Float32Array;
    const rows = base[`rows_${i}`]?.data as Float32Array;
    const width = shape[1] ?? 1;
    const sum = new Float32Array((weights.get(name) as Float32Array).length);
    for (const [at, id] of Array.from(base[`ids_${i}`]?.data as Int32Array, Number).entries()) {
      for (let k = 0; k < width; k++) sum[id * width + k] = (sum[id * width + k] ?? 0) + (rows[at * width + k] ?? 0);
    }
    return sum;
  });
  const total = Math.sqrt(dense.flatMap((g) => [...g]).reduce((sum, g) => sum + g * g, 0));
  let worst = 0;
  for (const [i, { name }] of shapes.entries()) {
    const data = weights.get(name) as Float32Array;
    const kept = data.slice();
    const direction = Array.from(kept, () => random.normal());
    const length = Math.sqrt(direction.reduce((sum, x) => sum + x * x, 0));
    const expected = direction.reduce((sum, x, k) => sum + (x / length) * (dense[i]?.[k] ?? 0), 0);
    const errors: number[] = [];
    for (const step of [0.03, 0.01, 0.003]) {
      const at = async (sign: number): Promise<number> => {
        for (let k = 0; k < data.length; k++) data[k] = (kept[k] ?? 0) + (sign * step * (direction[k] ?? 0)) / length;
        return Number((await run()).loss?.data[0]);
      };
      const slope = ((await at(1)) - (await at(-1))) / (2 * step);
      errors.push(Math.abs(slope - expected) / Math.max(Math.abs(expected), 1e-3 * total, 1e-6));
    }
    data.set(kept);
    worst = Math.max(worst, Math.min(...errors));
  }
  await session.release();
  return worst;
}

/** A scalar that depends on every element in its own way, so that no error can hide in a symmetric sum. */
const weighted = (x: Value): Value => {
  const size = (x.shape as number[]).reduce((product, dim) => product * dim, 1);
  const factors = Float32Array.from({ length: size }, (_, i) => Math.sin(i + 1));
  return sumAll(elementwise.multiply(x, x.graph.constant(factors, x.shape as number[])));
};

const two = (shapeX: Shape, shapeY: Shape, op: (x: Value, y: Value) => Value): Case => ({
  loss: (g) => weighted(op(g.parameter('x', shapeX as number[]), g.parameter('y', shapeY as number[]))),
});
const unary = (op: (x: Value) => Value, shape: number[] = [3, 4]): Case => ({
  loss: (g) => weighted(op(g.parameter('x', shape))),
});
const positive = (x: Value): Value => elementwise.add(elementwise.square(x), x.graph.scalar(0.5));

const operations: Record<string, Case> = {
  'add, broadcast on both sides': two([3, 1, 4], [2, 1], elementwise.add),
  'subtract, broadcast': two([3, 4], [4], elementwise.subtract),
  'multiply, broadcast': two([3, 1], [3, 4], elementwise.multiply),
  'divide, broadcast': two([3, 4], [3, 1], (x, y) => elementwise.divide(x, positive(y))),
  negate: unary(elementwise.negate),
  scale: unary((x) => elementwise.scale(x, -2.5)),
  exp: unary(elementwise.exp),
  log: unary((x) => elementwise.log(positive(x))),
  sqrt: unary((x) => elementwise.sqrt(positive(x))),
  tanh: unary(elementwise.tanh),
  sigmoid: unary(elementwise.sigmoid),
  relu: unary((x) => elementwise.relu(elementwise.add(x, x.graph.constant(Float32Array.of(3, -3, 3, -3), [4])))),
  gelu: unary(elementwise.gelu),
  'a value that is used twice': unary((x) => elementwise.multiply(elementwise.tanh(x), elementwise.exp(x))),
  'sum over axes': unary((x) => reduceSum(x, [0, 2]), [2, 3, 4]),
  'mean over an axis': unary((x) => reduceMean(elementwise.square(x), [1]), [2, 3, 4]),
  'mean of everything': { loss: (g) => meanAll(elementwise.square(g.parameter('x', [3, 4]))) },
  softmax: unary(softmax),
  'log softmax': unary(logSoftmax),
  'layer normalisation': {
    loss: (g) => weighted(layerNorm(g.parameter('x', [3, 5]), g.parameter('gain', [5]), g.parameter('bias', [5]))),
  },
  'rows of length one': unary(l2Normalize, [3, 5]),
  reshape: unary((x) => reshape(x, [2, 6])),
  transpose: unary((x) => elementwise.square(transpose(x, [2, 0, 1])), [2, 3, 4]),
  concat: two([2, 3], [2, 4], (x, y) => elementwise.square(concat([x, y], 1))),
  'select of a position': unary((x) => elementwise.square(select(x, 1, 1)), [2, 3, 4]),
  'linear with bias': {
    loss: (g) =>
      weighted(elementwise.tanh(linear(g.parameter('x', [3, 4]), g.parameter('w', [4, 5]), g.parameter('b', [5])))),
  },
  'pairwise dot products': two([3, 4], [5, 4], pairwiseDot),
  'batched product': two([2, 3, 4], [2, 4, 5], matMul),
  'look-up with row gradients and repeated ids': {
    loss: (g) =>
      weighted(elementwise.tanh(lookUp(g.parameter('t', [6, 3]), g.constant(Int32Array.of(1, 4, 1, 0), [4]), 'rows'))),
  },
  'two look-ups in one table': {
    loss: (g) => {
      const table = g.parameter('t', [6, 3]);
      const first = lookUp(table, g.constant(Int32Array.of(1, 4, 1, 0), [2, 2]), 'rows');
      return elementwise.add(weighted(first), weighted(lookUp(table, g.constant(Int32Array.of(4, 5), [2]), 'rows')));
    },
  },
  'look-up with a dense gradient': {
    loss: (g) =>
      weighted(
        elementwise.tanh(lookUp(g.parameter('t', [6, 3]), g.constant(Int32Array.of(1, 4, 1, 0), [2, 2]), 'dense')),
      ),
  },
  'bag pooling': {
    loss: (g) => weighted(bagPool(g.parameter('x', [2, 3, 4]), g.parameter('weights', [2, 3]))),
  },
  InfoNCE: {
    loss: (g) =>
      infoNce(
        l2Normalize(g.parameter('q', [2, 4])),
        l2Normalize(g.parameter('d', [3, 4])),
        g.constant(Float32Array.of(1, 0, 0, 0, 0.5, 0.5), [2, 3]),
        g.constant(Float32Array.of(0, 0, -1e4, 0, 0, 0), [2, 3]),
        0.2,
      ),
  },
  'listwise cross-entropy': {
    loss: (g) => crossEntropy(g.parameter('x', [2, 3]), g.constant(Float32Array.of(1, 0, 0, 0, 0.5, 0.5), [2, 3])),
  },
};

describe('the gradient of each operation agrees with finite differences', () => {
  it.each(Object.entries(operations))('%s', async (_name, operation) => {
    expect(await worstError(operation)).toBeLessThan(5e-3);
  });
});

const shape: EncoderShape = { width: 8, heads: 2, innerWidth: 12, activation: 'gelu', normEpsilon: 1e-12 };

/** Two sequences of four and three tokens through one block; sizes are symbolic, as in training. */
const encoder = (pool: 'mean' | 'first', lora?: Lora): Case => ({
  feeds: {
    ids: integers([2, 4], [1, 2, 3, 4, 5, 2, 1, 0]),
    mask: floats([2, 4], [1, 1, 1, 1, 1, 1, 1, 0]),
    targets: floats([2, 3], [1, 0, 0, 0, 1, 0]),
  },
  loss: (graph) => {
    const context = { graph, lora };
    const ids = graph.input('ids', 'int32', ['batch', 'time']);
    const mask = graph.input('mask', 'float32', ['batch', 'time']);
    const x = embeddingLayer(context, 'words', reshape(ids, ['batch*time']), 6, shape.width);
    const sizes = { batch: 'batch', time: 'time' };
    const y = transformerBlock(context, 'layer.0', x, attentionBias(mask), shape, sizes);
    const sequence = reshape(y, ['batch', 'time', shape.width]);
    const pooled = pool === 'mean' ? meanPool(sequence, mask) : firstPool(sequence);
    const head = linearLayer(context, 'head', elementwise.tanh(pooled), shape.width, 3);
    return crossEntropy(head, graph.input('targets', 'float32', ['batch', 3]));
  },
});

describe('the gradient of whole models agrees with finite differences', () => {
  it.each([
    ['a transformer with mean pooling', encoder('mean')],
    ['a transformer with first-token pooling', encoder('first')],
    ['a transformer with adapters on every layer', encoder('mean', { rank: 2, alpha: 4, adapts: () => true })],
  ])('%s', async (_name, model) => {
    expect(await worstError(model)).toBeLessThan(5e-3);
  });

  it('a bag of embeddings, which is computed outside the graph', () => {
    const random = seededRandom(3);
    const normals = (length: number) => Float32Array.from({ length }, () => random.normal());
    const [table, gains, dy] = [normals(15), normals(5), normals(6)];
    const bags = {
      ids: Int32Array.of(0, 2, 2, 4, 1),
      weights: Float32Array.of(1, 0.5, 2, 1, 1),
      starts: Int32Array.of(0, 3, 5),
    };
    expect(bagCount(bags)).toBe(2);
    const value = () => forwardBags(table, gains, 3, bags).reduce((sum, y, i) => sum + y * (dy[i] ?? 0), 0);
    const gradient = new BagGradientBuffer(5).backward(table, gains, 3, [{ bags, dy }]);
    const slope = (data: Float32Array, at: number) => {
      const kept = data[at] ?? 0;
      data[at] = kept + 0.01;
      const up = value();
      data[at] = kept - 0.01;
      const down = value();
      data[at] = kept;
      return (up - down) / 0.02;
    };
    expect([...gradient.ids].sort()).toEqual([0, 1, 2, 4]);
    for (const [i, id] of gradient.ids.entries()) {
      expect(gradient.gains[i]).toBeCloseTo(slope(gains, id), 3);
      for (let k = 0; k < 3; k++) expect(gradient.rows[i * 3 + k]).toBeCloseTo(slope(table, id * 3 + k), 3);
    }
  });
});
