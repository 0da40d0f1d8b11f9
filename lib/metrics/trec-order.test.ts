import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareIds, rankDocuments } from './trec-order';

describe('trec order', () => {
  it('compares ids as their UTF-8 bytes compare, also beyond the basic plane', () => {
    expect(compareIds('\u{1F600}', '\uFFFD')).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(Math.sign(compareIds(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { numRuns: 500 },
    );
  });

  it('sorts by score, then by document id, both descending', () => {
    const documents = ['doc1', 'doc10', 'doc9', 'top'].map((id) => ({ id, score: id === 'top' ? 2 : 1 }));
    expect(rankDocuments(documents)).toEqual(['top', 'doc9', 'doc10', 'doc1']);
  });

  it('treats 0 and -0 as a tie', () => {
    expect(
      rankDocuments([
        { id: 'a', score: 0 },
        { id: 'b', score: -0 },
      ]),
    ).toEqual(['b', 'a']);
  });
});
