import { describe, expect, it } from 'vitest';
import type { Configuration } from '@/lib/contracts/configuration';
import { compareConfigurations, isMixedStage, withComponentOf } from './configuration-facts';

const checkpoints: Configuration['checkpoints'] = [
  { id: 'e2', name: 'embedder two', component: 'embedder', stage: 'stage-2' },
  { id: 'e3', name: 'embedder three', component: 'embedder', stage: 'stage-3' },
  { id: 'r2', name: 'reranker two', component: 'reranker', stage: 'stage-2' },
];
const live = {
  checkpoints,
  spec: {
    embedders: [{ checkpointId: 'e3', weight: 1 }],
    bm25: null,
    reranker: { checkpointId: 'r2', weight: 0.8 },
    fusion: { normalise: 'max' as const },
    operatingPoint: { budget: 60, depth: 10 },
  },
};
const earlier = { checkpoints, spec: { ...live.spec, embedders: [{ checkpointId: 'e2', weight: 1 }], reranker: null } };

describe('compareConfigurations', () => {
  it('marks exactly the properties that differ', () => {
    const changed = compareConfigurations(earlier, live).filter((fact) => fact.hasChanged);
    expect(changed.map((fact) => [fact.key, fact.before, fact.after])).toEqual([
      ['embedders', 'embedder two', 'embedder three'],
      ['reranker', undefined, 'reranker two'],
      ['rerankerWeight', undefined, '0.8'],
    ]);
  });
  it('marks everything as new when nothing was live', () => {
    expect(compareConfigurations(undefined, live).every((fact) => fact.hasChanged)).toBe(true);
  });
  it('shows weights and the way of fusing only where there is something to weigh', () => {
    const mixed = { ...live, spec: { ...live.spec, bm25: { weight: 0.3, k1: 1.2, b: 0.75 } } };
    expect(compareConfigurations(live, mixed).map((fact) => fact.key)).toContain('fusion');
    expect(compareConfigurations(live, live).map((fact) => fact.key)).not.toContain('fusion');
  });
  it('names a checkpoint that is gone by the beginning of its id', () => {
    const gone = { ...live, checkpoints: [] };
    expect(compareConfigurations(gone, gone).find((fact) => fact.key === 'embedders')?.after).toBe('e3');
  });
});

it('calls a configuration mixed-stage only when its components come from different stages', () => {
  expect(isMixedStage(live)).toBe(true);
  expect(isMixedStage({ checkpoints, spec: { ...live.spec, embedders: [{ checkpointId: 'e2', weight: 1 }] } })).toBe(
    false,
  );
  expect(isMixedStage({ checkpoints, spec: { ...live.spec, reranker: null } })).toBe(false);
});

it('keeps the other component as it is live when one goes back', () => {
  expect(withComponentOf(live, earlier, 'embedder').spec).toMatchObject({
    embedders: [{ checkpointId: 'e2' }],
    reranker: { checkpointId: 'r2' },
  });
  expect(withComponentOf(live, earlier, 'reranker').spec).toMatchObject({
    embedders: [{ checkpointId: 'e3' }],
    reranker: null,
  });
});
