import { describe, expect, it } from 'vitest';
import type { Move, Release } from '@/lib/contracts/releases';
import { qualityByRelease } from './view-report';

const moment = '2026-01-01T00:00:00.000Z';
const actor = { id: 'system', name: 'system' };

const move = (version: number, id: string, kind: Move['kind'] = 'promote'): Move => ({
  version,
  at: moment,
  kind,
  from: null,
  to: { id, number: version },
  actor,
  reason: 'why',
});

const release = (id: string, figures: { measure: string; value: number }[], isOfThisConfiguration = true): Release => ({
  id,
  number: 1,
  state: 'earlier',
  configuration: {
    id,
    hash: id,
    name: id,
    spec: {
      embedders: [],
      bm25: { weight: 1, k1: 1.5, b: 0.75 },
      reranker: null,
      fusion: { normalise: 'max' },
      operatingPoint: { budget: 10, depth: 5 },
    },
    checkpoints: [],
  },
  reason: 'why',
  findings: [
    {
      kind: 'evaluation',
      id: `evaluation of ${id}`,
      name: 'test',
      isOfThisConfiguration,
      changes: [],
      figures: figures.map((figure) => ({ ...figure, queries: 10 })),
      attachedAt: moment,
      attachedBy: actor,
    },
  ],
  isSample: false,
  createdBy: actor,
  createdAt: moment,
  withdrawnAt: null,
  hosts: [],
});

describe('qualityByRelease', () => {
  it('compares releases in the measure that most of them have, oldest move first', () => {
    const releases = [
      release('a', [
        { measure: 'RR@10', value: 0.9 },
        { measure: 'nDCG@10', value: 0.4 },
      ]),
      release('b', [{ measure: 'nDCG@10', value: 0.5 }]),
    ];
    const quality = qualityByRelease([move(2, 'b'), move(1, 'a'), move(3, 'a', 'rollback')], releases);
    expect(quality?.measure).toBe('nDCG@10');
    expect(quality?.points.map(({ value }) => value)).toEqual([0.4, 0.5, 0.4]);
  });

  it('leaves a gap for a release that was measured in something else only', () => {
    const releases = [
      release('a', [{ measure: 'nDCG@10', value: 0.4 }]),
      release('b', [{ measure: 'nDCG@10', value: 0.5 }]),
      release('c', [{ measure: 'RR@10', value: 0.9 }]),
    ];
    const quality = qualityByRelease([move(1, 'a'), move(2, 'b'), move(3, 'c')], releases);
    expect(quality?.points.at(-1)?.value).toBeNull();
  });

  it('does not speak for a release with figures of another configuration', () => {
    const releases = [release('a', [{ measure: 'nDCG@10', value: 0.4 }], false)];
    expect(qualityByRelease([move(1, 'a')], releases)).toBeNull();
  });

  it('is null while nothing went live', () => {
    expect(qualityByRelease([], [])).toBeNull();
  });
});
