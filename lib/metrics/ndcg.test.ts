import { describe, expect, it } from 'vitest';
import { judgeRanking } from './judged-ranking';
import { discountedGain, ndcg } from './ndcg';

const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const published = new Map(ids.map((id, i) => [id, [3, 2, 3, 0, 1, 2][i] as number]));

describe('ndcg', () => {
  it('gives the published values for grades 3 2 3 0 1 2 with both gains', () => {
    const judged = judgeRanking(ids, published);
    expect(discountedGain(judged.grades, undefined, 'linear')).toBeCloseTo(6.861127, 6);
    expect(discountedGain(judged.grades, undefined, 'exponential')).toBeCloseTo(13.848264, 6);
    expect(ndcg(judged, 6, 'linear')).toBeCloseTo(0.960808, 6);
    expect(ndcg(judged, 6, 'exponential')).toBeCloseTo(0.948811, 6);
  });

  it('takes the ideal from all judged documents, also those that were not retrieved', () => {
    const judged = judgeRanking(ids, new Map([...published, ['g', 3], ['h', 2]]));
    expect(discountedGain(judged.ideal, 6, 'linear')).toBeCloseTo(8.740262, 6);
    expect(ndcg(judged, 6, 'linear')).toBeCloseTo(0.785002, 6);
  });

  it('keeps fractional grades as gains and ignores negative ones', () => {
    expect(
      ndcg(
        judgeRanking(
          ['a', 'b'],
          new Map([
            ['a', -2],
            ['b', 0.5],
          ]),
        ),
        2,
      ),
    ).toBeCloseTo(1 / Math.log2(3), 12);
  });

  it('refuses a cutoff of 0 and grades whose gain overflows', () => {
    expect(() => ndcg(judgeRanking(ids, published), 0)).toThrow(/positive whole number/);
    expect(() => ndcg(judgeRanking(['a'], new Map([['a', 2000]])), 1, 'exponential')).toThrow(/too large/);
  });
});
