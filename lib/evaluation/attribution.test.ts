import { describe, expect, it } from 'vitest';
import { attributeQuery, attributionKinds, countAttributions } from './attribution';

const grades = new Map([
  ['r', 1],
  ['s', 2],
  ['n', 0],
]);

describe('attributeQuery', () => {
  it.each([
    ['kept', ['r', 'x', 'y'], ['x', 'r', 'y']],
    ['recovered', ['x', 'y', 'r'], ['r', 'x', 'y']],
    ['lost-in-rerank', ['r', 'x', 'y'], ['x', 'y', 'r']],
    ['never-surfaced', ['x', 'y', 'r'], ['y', 'x', 'r']],
    ['lost-in-retrieval', ['x', 'y', 'n'], ['n', 'x', 'y']],
  ])('calls it %s for candidates %s that end as %s', (kind, candidates, final) => {
    expect(attributeQuery(candidates, final, grades, 2)?.kind).toBe(kind);
  });

  it('follows the number of relevant documents through the pipeline', () => {
    expect(attributeQuery(['r', 'x', 's'], ['s', 'r', 'x'], grades, 2)).toEqual({
      kind: 'kept',
      relevant: 2,
      inCandidates: 2,
      inFirstStageTop: 1,
      inFinalTop: 2,
    });
    expect(attributeQuery(['r'], ['r'], grades, 1, 2)?.kind).toBe('lost-in-retrieval');
  });

  it('says nothing about a query without relevant documents and counts every kind', () => {
    expect(attributeQuery(['n'], ['n'], new Map([['n', 0]]), 1)).toBeUndefined();
    const one = attributeQuery(['r'], ['r'], grades, 1);
    expect(countAttributions(one ? [one, one] : [])).toEqual({
      ...Object.fromEntries(attributionKinds.map((kind) => [kind, 0])),
      kept: 2,
    });
  });
});
