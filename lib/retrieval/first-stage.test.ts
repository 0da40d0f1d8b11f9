import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/lib/foundation/random';
import type { ConfigurationSpec } from './configuration';
import { FirstStage, vectorSource } from './first-stage';
import { quantiseVectors } from './quantised-vectors';
import { createVectorMatrix } from './vector-matrix';

const [documents, dimension] = [500, 32];

function drawn(seed: number) {
  const random = seededRandom(seed);
  const matrix = createVectorMatrix(documents, dimension);
  matrix.write(
    0,
    Float32Array.from({ length: documents * dimension }, () => random.normal()),
  );
  return matrix;
}

const spec = (normalise: 'max' | 'rank' | 'z', weights: number[]): ConfigurationSpec => ({
  embedders: weights.map((weight, i) => ({ checkpointId: `e${i}`, weight })),
  bm25: null,
  reranker: null,
  fusion: { normalise },
  operatingPoint: { budget: 60, depth: 10 },
});

describe('FirstStage', () => {
  it.each(['max', 'rank'] as const)('finds the same candidates through quantised vectors (%s)', (normalise) => {
    const matrices = [drawn(1), drawn(2)];
    const sources = (vectors: { matrix: ReturnType<typeof drawn> }[]) => ({ documents, vectors, bm25: undefined });
    const exact = new FirstStage(sources(matrices.map((matrix) => ({ matrix }))), spec(normalise, [1, 2]));
    const quantised = new FirstStage(
      sources(matrices.map((matrix) => ({ matrix, quantised: quantiseVectors(matrix) }))),
      spec(normalise, [1, 2]),
    );
    for (const seed of [3, 4, 5]) {
      const vectors = [drawn(seed).row(0), drawn(seed).row(1)];
      expect(quantised.search({ vectors, terms: [] }, 60)).toEqual(exact.search({ vectors, terms: [] }, 60));
    }
  });

  it('orders by the heavier embedder when the other hardly counts', () => {
    const matrices = [drawn(1), drawn(2)];
    const vectors = [drawn(3).row(0), drawn(3).row(1)];
    const both = new FirstStage(
      { documents, vectors: matrices.map((matrix) => ({ matrix })), bm25: undefined },
      spec('max', [1000, 1e-9]),
    );
    const [first] = both.search({ vectors, terms: [] }, 10);
    expect(first?.embedders.map(({ rank }) => rank)[0]).toBe(1);
  });

  it('breaks ties by corpus order', () => {
    const matrix = createVectorMatrix(4, 4);
    matrix.write(
      0,
      Float32Array.from({ length: 16 }, () => 0.5),
    );
    const stage = new FirstStage({ documents: 4, vectors: [{ matrix }], bm25: undefined }, spec('z', [1]));
    const found = stage.search({ vectors: [Float32Array.of(1, 0, 0, 0)], terms: [] }, 3);
    expect(found.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2]);
  });
});

describe('vectorSource', () => {
  it('keeps a quantised copy only of large vectors, and never where all scores are needed', () => {
    const large = createVectorMatrix(3000, 4200);
    expect(vectorSource(large, 'max').quantised).toBeDefined();
    expect(vectorSource(large, 'z').quantised).toBeUndefined();
    expect(vectorSource(drawn(1), 'max').quantised).toBeUndefined();
  });
});
