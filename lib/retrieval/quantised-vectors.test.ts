import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/lib/foundation/random';
import { quantiseVectors } from './quantised-vectors';
import { topScores } from './top-scores';
import { createVectorMatrix } from './vector-matrix';

describe('quantiseVectors', () => {
  it('finds exactly what the exact search finds, for any vectors', () => {
    const shape = fc.record({
      documents: fc.integer({ min: 1, max: 300 }),
      dimension: fc.integer({ min: 1, max: 200 }),
      depth: fc.integer({ min: 1, max: 40 }),
      /** a few documents repeat others, and one row has a number far larger than the rest */
      copies: fc.integer({ min: 0, max: 20 }),
      outlier: fc.constantFrom(0, 1, 1000),
      scale: fc.constantFrom(1e-3, 1, 50),
    });
    fc.assert(
      fc.property(shape, fc.integer(), ({ documents, dimension, depth, copies, outlier, scale }, seed) => {
        const random = seededRandom(seed);
        const vectors = Float32Array.from({ length: documents * dimension }, () => scale * random.normal());
        for (let i = 0; i < copies; i++) {
          const from = random.int(documents) * dimension;
          vectors.copyWithin(random.int(documents) * dimension, from, from + dimension);
        }
        vectors[random.int(vectors.length)] = outlier;
        const query = Float32Array.from({ length: dimension }, () => random.normal());
        const matrix = createVectorMatrix(documents, dimension);
        matrix.write(0, vectors);
        const scores = new Float32Array(documents);
        matrix.score(query, scores);
        const exact = topScores(scores, depth);
        const found = quantiseVectors(matrix).search(query, depth, new Float32Array(documents));
        expect(found.ordinals).toEqual(exact.ordinals);
        expect(found.scores).toEqual(exact.scores);
      }),
      { numRuns: 150 },
    );
  });

  it('never gives an upper bound below the score by more than rounding', () => {
    const random = seededRandom(3);
    const matrix = createVectorMatrix(200, 96);
    matrix.write(
      0,
      Float32Array.from({ length: 200 * 96 }, () => random.normal() / 10),
    );
    const query = Float32Array.from({ length: 96 }, () => random.normal() / 10);
    const [scores, bounds] = [new Float32Array(200), new Float32Array(200)];
    matrix.score(query, scores);
    quantiseVectors(matrix).search(query, 5, bounds);
    for (const [i, bound] of bounds.entries()) expect(bound).toBeGreaterThan((scores[i] as number) - 1e-4);
  });

  it('scores few documents exactly when the vectors are spread', () => {
    const random = seededRandom(5);
    const [documents, dimension] = [5000, 256];
    const vectors = new Float32Array(documents * dimension);
    for (let row = 0; row < documents; row++) {
      const values = Float32Array.from({ length: dimension }, () => random.normal());
      const length = Math.hypot(...values);
      vectors.set(
        values.map((value) => value / length),
        row * dimension,
      );
    }
    const matrix = createVectorMatrix(documents, dimension);
    matrix.write(0, vectors);
    const { rescored } = quantiseVectors(matrix).search(matrix.row(17), 100, new Float32Array(documents));
    expect(rescored).toBeLessThan(600);
  });

  it('holds rows of zeros and a query of zeros', () => {
    const matrix = createVectorMatrix(3, 8);
    const found = quantiseVectors(matrix).search(new Float32Array(8), 3, new Float32Array(3));
    expect([...found.ordinals]).toEqual([0, 1, 2]);
    expect([...found.scores]).toEqual([0, 0, 0]);
  });
});
