import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topScores } from './top-scores';

/** The definition, slowly: sort by score, ties by ordinal. */
function reference(scores: Float32Array, depth: number, above = Number.NEGATIVE_INFINITY): number[] {
  return [...scores.keys()]
    .filter((ordinal) => (scores[ordinal] as number) > above)
    .sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
    .slice(0, depth);
}

describe('topScores', () => {
  it('equals a stable sort cut to the depth, also with many ties', () => {
    const scores = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 200 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 60 }), fc.integer({ min: -4, max: 3 }), (values, depth, above) => {
        const array = Float32Array.from(values);
        const top = topScores(array, depth, above);
        expect([...top.ordinals]).toEqual(reference(array, depth, above));
        expect([...top.scores]).toEqual([...top.ordinals].map((ordinal) => array[ordinal]));
      }),
    );
  });

  it('gives the lower ordinal first among equal scores', () => {
    expect([...topScores(Float32Array.of(1, 2, 2, 1, 2), 4).ordinals]).toEqual([1, 2, 4, 0]);
  });

  it('never returns a score that is not a number', () => {
    expect([...topScores(Float32Array.of(Number.NaN, 1, Number.NaN, 2), 4).ordinals]).toEqual([3, 1]);
  });

  it('returns nothing for an empty array and fewer than asked when fewer qualify', () => {
    expect(topScores(new Float32Array(0), 5).ordinals).toHaveLength(0);
    expect([...topScores(Float32Array.of(0, 3, 0), 5, 0).ordinals]).toEqual([1]);
  });
});
