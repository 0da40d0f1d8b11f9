import { describe, expect, it } from 'vitest';
import { fuseFirstStage, fuseReranker, listStatistics, normaliseScore, zScores } from './fusion';

const statistics = { max: 4, mean: 1, deviation: 2 };

describe('listStatistics', () => {
  it('gives maximum, mean and population deviation', () => {
    expect(listStatistics(Float32Array.of(1, 3, 5, 7))).toEqual({ max: 7, mean: 4, deviation: Math.sqrt(5) });
  });

  it('is all zero for an empty list', () => {
    expect(listStatistics(new Float32Array(0))).toEqual({ max: 0, mean: 0, deviation: 0 });
  });
});

describe('normaliseScore', () => {
  it('divides by the highest score and never goes below -1', () => {
    expect(normaliseScore('max', 2, 1, statistics)).toBe(0.5);
    expect(normaliseScore('max', -40, 1, statistics)).toBe(-1);
  });

  it('keeps the order of a list whose highest score is not positive', () => {
    const flat = { max: 0, mean: 0, deviation: 0 };
    expect(normaliseScore('max', 0, 0, flat)).toBe(0);
    expect(normaliseScore('max', -0.2, 0, { ...flat, max: -0.1 })).toBe(-0.2);
  });

  it('standardises over the corpus and gives 0 when all documents score the same', () => {
    expect(normaliseScore('z', 4, 1, statistics)).toBe(1.5);
    expect(normaliseScore('z', 4, 1, { ...statistics, deviation: 0 })).toBe(0);
  });

  it('gives 1 to the first rank, less to later ones and 0 to a document that was not found', () => {
    expect(normaliseScore('rank', 0, 1, statistics)).toBe(1);
    expect(normaliseScore('rank', 0, 62, statistics)).toBe(0.5);
    expect(normaliseScore('rank', 9, 0, statistics)).toBe(0);
  });
});

describe('fuseFirstStage', () => {
  const list = (weight: number, scores: number[], ranks: number[], max: number) => ({
    weight,
    scores,
    ranks,
    statistics: { max, mean: 0, deviation: 1 },
  });

  it('is the weighted mean of normalised scores, whatever the scale of the weights', () => {
    const lists = (scale: number) => [list(3 * scale, [4, 2], [1, 2], 4), list(scale, [0, 10], [0, 1], 10)];
    expect([...fuseFirstStage(lists(1), 'max')]).toEqual([0.75, 0.625]);
    expect([...fuseFirstStage(lists(8), 'max')]).toEqual([0.75, 0.625]);
  });

  it('is one list alone when there is only one', () => {
    expect([...fuseFirstStage([list(0.3, [4, 2], [1, 2], 4)], 'max')]).toEqual([1, 0.5]);
  });

  it('gives nothing for no candidates', () => {
    expect(fuseFirstStage([list(1, [], [], 0)], 'z')).toHaveLength(0);
  });

  it('refuses no lists, impossible weights and lists of different candidates', () => {
    expect(() => fuseFirstStage([], 'z')).toThrow('no list');
    expect(() => fuseFirstStage([list(0, [1], [1], 1)], 'z')).toThrow('above 0');
    expect(() => fuseFirstStage([list(1, [1], [1], 1), list(1, [1, 2], [1, 2], 1)], 'z')).toThrow('different');
  });
});

describe('zScores', () => {
  it('standardises', () => {
    expect([...zScores([1, 3])]).toEqual([-1, 1]);
  });

  it('is 0 for one value, for none and for values that are equal up to rounding', () => {
    expect([...zScores([7])]).toEqual([0]);
    expect([...zScores([])]).toEqual([]);
    expect([...zScores(new Array(7).fill(0.1))]).toEqual(new Array(7).fill(0));
  });
});

describe('fuseReranker', () => {
  it('mixes both by the share of the reranker', () => {
    expect([...fuseReranker([1, 3], [5, 1], 0.75)]).toEqual([0.5, -0.5]);
  });

  it('is the reranker alone with share 1', () => {
    expect([...fuseReranker([1, 9, 3], [1, 2, 3], 1)]).toEqual([...zScores([1, 2, 3])]);
  });

  it('leaves the order to the first stage when the reranker scores all the same', () => {
    const [a, b] = fuseReranker([1, 3], [2, 2], 0.9);
    expect(b).toBeGreaterThan(a as number);
  });

  it('scores a single candidate 0', () => {
    expect([...fuseReranker([3], [8], 0.5)]).toEqual([0]);
  });

  it('refuses a share outside (0, 1] and lists of different length', () => {
    expect(() => fuseReranker([1], [1], 0)).toThrow('share');
    expect(() => fuseReranker([1], [1], 1.1)).toThrow('share');
    expect(() => fuseReranker([1], [1, 2], 0.5)).toThrow('different');
  });
});
