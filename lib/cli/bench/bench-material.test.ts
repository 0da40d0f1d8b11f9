import { describe, expect, it } from 'vitest';
import { sliceOf, syntheticCollection } from './bench-material';

describe('the material of a bench', () => {
  const whole = syntheticCollection(100, 40);

  it('is the same at every run', () => {
    expect(syntheticCollection(100, 40)).toEqual(whole);
  });

  it('keeps the answers of every kept question when it is cut, in file order', () => {
    const part = sliceOf(whole, 30, 10);
    const ids = part.documents.map(({ _id }) => _id);
    expect(part.documents).toHaveLength(30);
    expect(part.queries).toHaveLength(10);
    for (const [, grades] of part.qrels.test ?? []) for (const id of grades.keys()) expect(ids).toContain(id);
    expect(ids).toEqual(whole.documents.map(({ _id }) => _id).filter((id) => ids.includes(id)));
  });

  it('is whole when more is asked for than there is', () => {
    expect(sliceOf(whole, 1_000, 1_000).documents).toHaveLength(100);
  });
});
