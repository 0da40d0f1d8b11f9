import { expect, it } from 'vitest';
import { startGridSchema } from '@/lib/contracts/grid';
import type { ConfigurationSpec } from '@/lib/retrieval/configuration';
import { cellConfiguration, findCellOf } from './cell-configuration';
import { gridRequestSchema } from './grid-request';
import { planGrid } from './plan-evaluation';
import { gridCells, noReranker } from './stage-grid';
import type { StoredEvaluation } from './store';

const live: ConfigurationSpec = {
  embedders: [{ checkpointId: 'e1', weight: 0.4 }],
  bm25: null,
  reranker: { checkpointId: 'r1', weight: 0.7 },
  fusion: { normalise: 'z' },
  operatingPoint: { budget: 100, depth: 5 },
};
const choice = startGridSchema.parse({ versionId: 'v', split: 'test', embedderIds: ['e1', 'e2'], rerankerIds: ['r2'] });

/** A grid as it would be stored, with the cells that its request makes. */
function stored(spec: ConfigurationSpec) {
  const { task, request: input } = planGrid(choice, spec);
  if (task !== 'grid') throw new Error('expected a grid');
  const request = gridRequestSchema.parse(input);
  const columns = [noReranker, ...request.rerankerIds.map((key) => ({ key, label: key, isReranker: true }))];
  const rows = request.rows.map(({ key }) => ({ key, label: key }));
  const { budgets, depths, rerankerWeights } = request;
  const cells = gridCells({ rows, columns, budgets, depths, rerankerWeights });
  const evaluation = { results: { kind: 'grid', cells }, settings: request } as unknown as StoredEvaluation;
  return { request, evaluation };
}

it('makes what is live a cell of the grid that stands for exactly the live configuration', () => {
  for (const spec of [live, { ...live, bm25: { weight: 0.3, k1: 1.2, b: 0.7 } }, { ...live, reranker: null }]) {
    const { request, evaluation } = stored(spec);
    expect(findCellOf(evaluation, spec)).toBe(request.champion);
    expect(cellConfiguration(evaluation, request.champion ?? '')).toEqual(spec);
  }
});

it('gives a live embedder that has a row already no second one', () => {
  expect(stored(live).request.rows.map(({ key }) => key)).toEqual(['e1', 'e2', 'bm25']);
});

it('finds no live cell where the configuration differs in anything', () => {
  const { evaluation } = stored(live);
  expect(findCellOf(evaluation, { ...live, operatingPoint: { budget: 99, depth: 5 } })).toBeUndefined();
  expect(findCellOf(evaluation, { ...live, fusion: { normalise: 'rank' } })).toBeUndefined();
  expect(() => cellConfiguration(evaluation, 'e9|none|60|10|0')).toThrow(/no cell/);
});
