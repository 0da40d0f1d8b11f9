import { describe, expect, it } from 'vitest';
import { Internal } from '@/lib/foundation/errors';
import { backward } from './autodiff';
import { Graph } from './graph';
import { decodeModel } from './onnx-proto';
import { add, multiply, tanh } from './ops-elementwise';
import { linear } from './ops-linear';
import { sumAll } from './ops-reduce';

describe('a graph', () => {
  it('is written without the nodes, inputs and weights that no output needs', () => {
    const graph = new Graph({ weights: new Map([['unused', Float32Array.of(1)]]) });
    const x = graph.input('x', 'float32', ['n']);
    const wanted = tanh(x);
    multiply(graph.input('y', 'float32', ['n']), graph.parameter('unused', [1]));
    const model = decodeModel(graph.toModel({ wanted }));
    expect(model.graph.input.map((input) => input.name)).toEqual(['x']);
    expect(model.graph.initializer).toEqual([]);
    expect(model.graph.node.map((node) => node.opType)).toEqual(['Tanh', 'Identity']);
  });

  it('holds frozen parameters as constants and the others as inputs', () => {
    const graph = new Graph({ weights: new Map([['w', new Float32Array(6)]]) });
    const y = linear(graph.input('x', 'float32', ['n', 2]), graph.parameter('w', [2, 3]), graph.parameter('b', [3]));
    const model = decodeModel(graph.toModel({ y }));
    expect(model.graph.input.map((input) => input.name)).toEqual(['x', 'b']);
    expect(model.graph.initializer.map((tensor) => tensor.name)).toEqual(['w']);
    expect(graph.isFrozen('w')).toBe(true);
  });

  it('keeps symbolic sizes through operations', () => {
    const graph = new Graph();
    const y = linear(graph.input('x', 'float32', ['batch', 2]), graph.parameter('w', [2, 3]));
    expect(y.shape).toEqual(['batch', 3]);
  });

  it('refuses shapes that do not fit, with both shapes in the message', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2, 3]);
    expect(() => add(x, graph.input('y', 'float32', [4]))).toThrow(/\[2,3\].*\[4\]/);
    expect(() => linear(x, graph.input('w', 'float32', [2, 3]))).toThrow(Internal);
    expect(() => graph.parameter('x', [2])).toThrow(/two inputs/);
  });

  it('records the recipe it was trained with', () => {
    const graph = new Graph();
    const model = decodeModel(graph.toModel({ y: graph.input('x', 'float32', [1]) }, { recipe: 'abc' }));
    expect(model.metadataProps[0]).toMatchObject({ key: 'recipe', value: 'abc' });
  });
});

describe('differentiation', () => {
  it('refuses a loss that is not a scalar or does not depend on the parameter', () => {
    const graph = new Graph();
    const x = graph.parameter('x', [2]);
    expect(() => backward(tanh(x), [x])).toThrow(/scalar/);
    expect(() => backward(sumAll(tanh(x)), [graph.parameter('y', [2])])).toThrow(/does not depend on y/);
  });

  it('computes nothing for parts that are frozen', () => {
    const build = (isFrozen: boolean): number => {
      const graph = new Graph({ weights: isFrozen ? new Map([['w', new Float32Array(4)]]) : new Map() });
      const hidden = tanh(linear(graph.input('x', 'float32', ['n', 2]), graph.parameter('w', [2, 2])));
      const loss = sumAll(linear(hidden, graph.parameter('v', [2, 1])));
      const wrt = isFrozen
        ? [graph.parameter('v', [2, 1])]
        : [graph.parameter('v', [2, 1]), graph.parameter('w', [2, 2])];
      const outputs = Object.fromEntries(
        backward(loss, wrt).map((g, i) => [`g${i}`, g.kind === 'dense' ? g.value : g.rows.rows]),
      );
      return decodeModel(graph.toModel(outputs)).graph.node.length;
    };
    expect(build(true)).toBeLessThan(build(false) - 2);
  });
});
