import { expect, it } from 'vitest';
import type { PlaygroundResult } from '@/lib/contracts/playground';
import { overlap, standings } from './compare-results';

const list = (...ids: string[]): PlaygroundResult[] =>
  ids.map((id, place) => ({
    id,
    title: id,
    text: id,
    score: 1,
    rank: place + 1,
    why: { bm25: null, embedders: [], reranker: null, firstStage: { score: 1, rank: place + 1, contribution: 1 } },
  }));

it('tells for each result whether the other side has it and how far it moved', () => {
  const found = standings(list('a', 'b', 'c', 'd'), list('a', 'c', 'b'));
  expect(Object.fromEntries(found ?? [])).toEqual({
    a: { kind: 'same' },
    b: { kind: 'moved', by: 1 },
    c: { kind: 'moved', by: -1 },
    d: { kind: 'only' },
  });
});

it('says nothing about standing when there is only one side', () => {
  expect(standings(list('a'), undefined)).toBeUndefined();
});

it('counts shared documents against the longer list, and nothing against nothing', () => {
  expect(overlap(list('a', 'b'), list('b', 'c', 'd'))).toEqual({ shared: 1, of: 3 });
  expect(overlap([], [])).toEqual({ shared: 0, of: 0 });
});
