import { expect, it } from 'vitest';
import { shortLabels } from './short-labels';

const words = { none: 'no reranker', bm25: 'BM25 only', live: 'live' };
const checkpoint = (id: string, stage: string, component: 'embedder' | 'reranker' = 'embedder') => ({
  id,
  name: `name of ${id}`,
  component,
  stage,
  contentHash: 'h',
});

it('names a checkpoint by its stage while no other of its component shares it, else by its name', () => {
  const label = shortLabels(
    [
      checkpoint('a', 'stage-1'),
      checkpoint('b', 'stage-2'),
      checkpoint('c', 'stage-2'),
      checkpoint('r', 'stage-1', 'reranker'),
    ],
    [],
    words,
  );
  expect(['a', 'b', 'c', 'r'].map(label)).toEqual(['stage-1', 'name of b', 'name of c', 'stage-1']);
});

it('names what is no checkpoint in the words of the console, and the unknown by its label or key', () => {
  const label = shortLabels([checkpoint('a', 'base')], [{ key: 'own', label: 'my row' }], words);
  expect(['none', 'bm25', 'a+bm25', 'own', 'live', '?'].map(label)).toEqual([
    'no reranker',
    'BM25 only',
    'base + BM25',
    'my row',
    'live',
    '?',
  ]);
});
