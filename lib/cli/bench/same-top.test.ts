import { describe, expect, it } from 'vitest';
import { isSameTop } from './same-top';

const list = (...pairs: [string, number][]) => ({
  ids: pairs.map(([id]) => id),
  scores: pairs.map(([, score]) => score),
});

describe('two lists of the same query', () => {
  it('are the same when documents and scores agree up to rounding', () => {
    expect(isSameTop(list(['a', 2], ['b', 1]), list(['a', 2.00001], ['b', 0.99999]))).toBe(true);
  });

  it('may order equal scores differently, also across the end', () => {
    expect(isSameTop(list(['a', 2], ['b', 2], ['c', 1]), list(['b', 2], ['a', 2], ['c', 1]))).toBe(true);
    expect(isSameTop(list(['a', 2], ['b', 1]), list(['a', 2], ['c', 1]))).toBe(true);
  });

  it('differ when a score, an order, a document or the length differs', () => {
    expect(isSameTop(list(['a', 2], ['b', 1]), list(['a', 2], ['b', 1.1]))).toBe(false);
    expect(isSameTop(list(['a', 2], ['b', 1]), list(['b', 2], ['a', 1]))).toBe(false);
    expect(isSameTop(list(['a', 2], ['b', 1]), list(['c', 2], ['b', 1]))).toBe(false);
    expect(isSameTop(list(['a', 2]), list(['a', 2], ['b', 1]))).toBe(false);
  });
});
