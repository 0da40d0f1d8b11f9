import { describe, expect, it } from 'vitest';
import { randomisedTukey } from './randomised-tukey';

const systems = [
  [0.7, 0.3, 0.2, 0.6, 0.4],
  [0.5, 0.1, 0, 0.2, 0.4],
  [0, 0, 0.2, 0.1, 0.3],
];

describe('randomisedTukey', () => {
  it('counts all 7,776 permutations of the reference systems', () => {
    const result = randomisedTukey(systems, { seed: 1 });
    expect(result).toMatchObject({ permutations: 7776, isExact: true });
    expect(result.pairs.map((pair) => pair.extreme)).toEqual([3384, 264, 5640]);
    expect(result.pairs.map((pair) => pair.p.toFixed(6))).toEqual(['0.435185', '0.033951', '0.725309']);
  });

  it('samples close to the exact values when there are too many permutations', () => {
    const twice = systems.map((row) => [...row, ...row, ...row]);
    const result = randomisedTukey(twice, { seed: 2, permutations: 5000 });
    expect(result.isExact).toBe(false);
    expect(result.pairs[1]?.p).toBeLessThan(0.01);
    expect(randomisedTukey(twice, { seed: 2, permutations: 5000 })).toEqual(result);
  });

  it('gives p = 1 for equal systems and refuses ragged or missing scores', () => {
    expect(
      randomisedTukey(
        [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
        { seed: 1 },
      ).pairs[0]?.p,
    ).toBe(1);
    expect(() => randomisedTukey([[1, 2], [1]], { seed: 1 })).toThrow(/every query/);
    expect(() => randomisedTukey([[1]], { seed: 1 })).toThrow(/two systems/);
  });

  it('compares hundreds of systems on thousands of queries', () => {
    const many = Array.from({ length: 100 }, (_, i) =>
      Array.from({ length: 2000 }, (_, q) => ((i * 7 + q * 13) % 11) / 10),
    );
    const result = randomisedTukey(many, { seed: 1, permutations: 20 });
    expect(result.pairs.length).toBe(4950);
    expect(result.pairs.every(({ p }) => p > 0 && p <= 1)).toBe(true);
  });
});
