import { expect, it } from 'vitest';
import type { ConfigurationSpec } from '@/lib/contracts/configuration';
import { plainSpec, readSpec, writeSpec } from './spec-in-address';

const mix: ConfigurationSpec = {
  embedders: [
    { checkpointId: 'a*b', weight: 0.7 },
    { checkpointId: 'c', weight: 0.3 },
  ],
  bm25: { weight: 0.25, k1: 1.2, b: 0.6 },
  reranker: { checkpointId: 'r', weight: 0.8 },
  fusion: { normalise: 'rank' },
  operatingPoint: { budget: 100, depth: 20 },
};
const roundTrip = (spec: ConfigurationSpec) => readSpec(new URLSearchParams(writeSpec(spec)), plainSpec);

it('brings every configuration back from its address as it was', () => {
  expect(roundTrip(mix)).toEqual(mix);
  expect(roundTrip({ ...mix, bm25: null, reranker: null })).toEqual({ ...mix, bm25: null, reranker: null });
  expect(roundTrip(plainSpec)).toEqual(plainSpec);
});

it('is the fallback where the address says nothing', () => {
  expect(readSpec(new URLSearchParams(), mix)).toEqual(mix);
});

it('is the fallback, and never half of a mix, when the address is damaged', () => {
  expect(readSpec(new URLSearchParams({ k: 'many' }), mix)).toEqual(mix);
  expect(readSpec(new URLSearchParams({ bm25: '1*x*2' }), mix)).toEqual(mix);
  expect(readSpec(new URLSearchParams({ k: '5', n: '10' }), mix)).toEqual(mix);
});
