import { describe, expect, it } from 'vitest';
import { InvalidInput } from '@/lib/foundation/errors';
import { seededRandom } from '@/lib/foundation/random';
import { clipFactor, defaultAdam, globalNorm, mergeRows, newMoments, updateDense, updateRows } from './adamw';
import { loraNames, mergeLora } from './lora';
import { initialise } from './parameters';
import { learningRate } from './schedule';

describe('AdamW', () => {
  it('moves by the learning rate against the sign of the first gradient, whatever its size', () => {
    const weight = Float32Array.of(1, 1, 1);
    updateDense(weight, Float32Array.of(1e-3, -100, 0), newMoments(3), defaultAdam, 0.1);
    expect(weight[0]).toBeCloseTo(0.9, 4);
    expect(weight[1]).toBeCloseTo(1.1, 6);
    expect(weight[2]).toBe(1);
  });

  it('takes two steps as computed by hand from the published formulas', () => {
    const settings = { beta1: 0.9, beta2: 0.99, epsilon: 0, weightDecay: 0.5 };
    const weight = Float32Array.of(2);
    const moments = newMoments(1);
    updateDense(weight, Float32Array.of(1), moments, settings, 0.1);
    expect(weight[0]).toBeCloseTo(2 - 0.1 * (1 + 0.5 * 2), 6); // m̂ = v̂ = 1
    updateDense(weight, Float32Array.of(3), moments, settings, 0.1);
    const first = (0.9 * 0.1 + 0.1 * 3) / (1 - 0.81);
    const second = (0.99 * 0.01 + 0.01 * 9) / (1 - 0.9801);
    expect(weight[0]).toBeCloseTo(1.8 - 0.1 * (first / Math.sqrt(second) + 0.5 * 1.8), 5);
  });

  it('gives looked-up rows the same update as a dense step and leaves the others alone', () => {
    const random = seededRandom(1);
    const table = Float32Array.from({ length: 12 }, () => random.normal());
    const dense = table.slice();
    const rows = mergeRows([3, 1, 3], Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), 3);
    expect([...rows.ids]).toEqual([1, 3]);
    expect([...rows.values]).toEqual([4, 5, 6, 8, 10, 12]);
    const gradient = new Float32Array(12);
    gradient.set([4, 5, 6], 3);
    gradient.set([8, 10, 12], 9);
    updateRows(table, rows, newMoments(12), defaultAdam, 0.01);
    updateDense(dense, gradient, newMoments(12), defaultAdam, 0.01);
    expect([...table]).toEqual([...dense]);
  });

  it('leaves out the padding row when rows are merged', () => {
    expect([...mergeRows([0, 2, 0], new Float32Array(3), 1, 0).ids]).toEqual([2]);
  });
});

describe('gradient clipping', () => {
  it('shortens a long gradient to the maximum and leaves a short one', () => {
    const norm = globalNorm([Float32Array.of(3), Float32Array.of(0, 4)]);
    expect(norm).toBe(5);
    expect(clipFactor(norm, 1)).toBe(0.2);
    expect(clipFactor(0.5, 1)).toBe(1);
  });

  it('shows divergence as a norm that is not a number', () => {
    expect(globalNorm([Float32Array.of(1, Number.NaN)])).toBeNaN();
  });
});

describe('the learning rate', () => {
  const schedule = { peak: 1, totalSteps: 10, warmup: 0.2, decay: 'linear' as const };
  it('rises to its peak during warm-up and falls to the end', () => {
    const rates = Array.from({ length: 10 }, (_, step) => learningRate(schedule, step));
    expect(rates.slice(0, 3)).toEqual([0.5, 1, 1]);
    for (let i = 3; i < 10; i++) expect(rates[i]).toBeLessThan(rates[i - 1] as number);
    expect(learningRate(schedule, 10)).toBe(0);
  });
  it('follows half a cosine down to the floor', () => {
    const cosine = { ...schedule, warmup: 0, decay: 'cosine' as const, floor: 0.1 };
    expect(learningRate(cosine, 5)).toBeCloseTo(0.55, 12);
    expect(learningRate(cosine, 99)).toBeCloseTo(0.1, 12);
  });
  it('refuses a schedule without steps', () => {
    expect(() => learningRate({ ...schedule, totalSteps: 0 }, 0)).toThrow(InvalidInput);
  });
});

describe('weights', () => {
  it('merge with an adapter as W + alpha/rank · A B', () => {
    const merged = mergeLora(Float32Array.of(1, 0, 0, 1), Float32Array.of(1, 2), Float32Array.of(3, 4), 1, 2);
    expect([...merged]).toEqual([7, 8, 12, 17]);
    expect(loraNames('q')).toEqual({ a: 'q.lora_a', b: 'q.lora_b' });
  });
  it('start equal for equal seeds and keep what is known', () => {
    const specs = new Map([
      ['a', { shape: [2, 2], start: 'normal' as const }],
      ['b', { shape: [2], start: 'ones' as const }],
    ]);
    const first = initialise(specs, seededRandom(5));
    expect(initialise(specs, seededRandom(5))).toEqual(first);
    expect([...(first.get('b') ?? [])]).toEqual([1, 1]);
    const known = Float32Array.of(9, 9);
    expect(initialise(specs, seededRandom(5), new Map([['b', known]])).get('b')).toBe(known);
  });
});
