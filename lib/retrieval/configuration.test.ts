import { describe, expect, it } from 'vitest';
import {
  type ConfigurationSpec,
  configurationHash,
  configurationSpecSchema,
  describeConfiguration,
} from './configuration';

const spec: ConfigurationSpec = {
  embedders: [{ checkpointId: 'e3', weight: 2 }],
  bm25: { weight: 1, k1: 1.5, b: 0.75 },
  reranker: { checkpointId: 'r2', weight: 0.8 },
  fusion: { normalise: 'max' },
  operatingPoint: { budget: 60, depth: 10 },
};
const problems = (change: Partial<ConfigurationSpec>) =>
  configurationSpecSchema.safeParse({ ...spec, ...change }).error?.issues.map(({ path }) => path.join('.'));

describe('configurationSpecSchema', () => {
  it('takes BM25 alone, an embedder alone and an ensemble without a reranker', () => {
    expect(problems({ embedders: [], reranker: null })).toBeUndefined();
    expect(problems({ bm25: null, reranker: null })).toBeUndefined();
    expect(
      problems({ embedders: [...spec.embedders, { checkpointId: 'e1', weight: 1 }], reranker: null }),
    ).toBeUndefined();
  });

  it('refuses a configuration that nothing would find candidates for', () => {
    expect(problems({ embedders: [], bm25: null })).toEqual(['embedders']);
  });

  it('refuses the same embedder twice', () => {
    expect(problems({ embedders: [...spec.embedders, ...spec.embedders] })).toEqual(['embedders.1.checkpointId']);
  });

  it('refuses weights of 0 and below, and a reranker share above 1', () => {
    expect(problems({ embedders: [{ checkpointId: 'e', weight: 0 }] })).toEqual(['embedders.0.weight']);
    expect(problems({ bm25: { weight: -1, k1: 1, b: 0.5 } })).toEqual(['bm25.weight']);
    expect(problems({ reranker: { checkpointId: 'r', weight: 1.5 } })).toEqual(['reranker.weight']);
  });

  it('refuses a depth beyond the budget and points beyond the limits', () => {
    expect(problems({ operatingPoint: { budget: 5, depth: 10 } })).toEqual(['operatingPoint.depth']);
    expect(problems({ operatingPoint: { budget: 1001, depth: 10 } })).toEqual(['operatingPoint.budget']);
    expect(problems({ operatingPoint: { budget: 300, depth: 201 } })).toEqual(['operatingPoint.depth']);
  });
});

describe('configurationHash', () => {
  it('does not depend on the order in which embedders were added', () => {
    const [a, b] = [
      { checkpointId: 'a', weight: 1 },
      { checkpointId: 'b', weight: 2 },
    ];
    expect(configurationHash({ ...spec, embedders: [a, b] })).toBe(configurationHash({ ...spec, embedders: [b, a] }));
  });

  it('changes with every setting', () => {
    const changes: Partial<ConfigurationSpec>[] = [
      { bm25: null },
      { fusion: { normalise: 'z' } },
      { reranker: { checkpointId: 'r2', weight: 0.7 } },
      { operatingPoint: { budget: 61, depth: 10 } },
    ];
    const hashes = [spec, ...changes.map((change) => ({ ...spec, ...change }))].map(configurationHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe('describeConfiguration', () => {
  const checkpoints = [
    { id: 'e3', name: 'statutes-embed', stage: 'stage-3' },
    { id: 'r2', name: 'statutes-rerank', stage: 'stage-2' },
  ];

  it('calls components of different stages mixed-stage', () => {
    const description = describeConfiguration(spec, checkpoints);
    expect(description.isMixedStage).toBe(true);
    expect(description.sentence).toBe(
      'Mixed-stage: 60 candidates from statutes-embed (stage-3) + BM25, reranked by statutes-rerank (stage-2), best 10 returned.',
    );
  });

  it('does not count BM25 as a stage', () => {
    const description = describeConfiguration({ ...spec, embedders: [], reranker: null }, []);
    expect(description).toMatchObject({ isMixedStage: false, stages: [] });
  });
});
