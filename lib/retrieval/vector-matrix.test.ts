import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/lib/foundation/random';
import { scanInJavaScript } from './kernel/scan-in-javascript';
import { attachVectorMatrix, createVectorMatrix } from './vector-matrix';

const draw = (count: number, seed: number) => {
  const random = seededRandom(seed);
  return Float32Array.from({ length: count }, () => random.normal());
};

describe('createVectorMatrix', () => {
  it('scores to the last bit like the plain JavaScript definition, for every dimension', () => {
    const shape = fc.record({ rows: fc.integer({ min: 1, max: 40 }), dimension: fc.integer({ min: 1, max: 150 }) });
    fc.assert(
      fc.property(shape, fc.integer(), ({ rows, dimension }, seed) => {
        const vectors = draw(rows * dimension, seed);
        const query = draw(dimension, seed + 1);
        const matrix = createVectorMatrix(rows, dimension);
        matrix.write(0, vectors);
        const scores = new Float32Array(rows);
        matrix.score(query, scores);
        const width = Math.ceil(dimension / 4) * 4;
        const padded = new Float32Array(rows * width);
        for (let i = 0; i < rows; i++) padded.set(vectors.subarray(i * dimension, (i + 1) * dimension), i * width);
        const paddedQuery = new Float32Array(width);
        paddedQuery.set(query);
        const expected = new Float32Array(rows);
        scanInJavaScript(padded, width, paddedQuery, expected);
        expect(scores).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('agrees with a dot product in double precision', () => {
    const [rows, dimension] = [50, 384];
    const vectors = draw(rows * dimension, 3);
    const query = draw(dimension, 4);
    const matrix = createVectorMatrix(rows, dimension);
    matrix.write(0, vectors);
    const scores = new Float32Array(rows);
    matrix.score(query, scores);
    for (let row = 0; row < rows; row++) {
      let exact = 0;
      for (let i = 0; i < dimension; i++) exact += (vectors[row * dimension + i] as number) * (query[i] as number);
      expect(scores[row]).toBeCloseTo(exact, 3);
    }
  });

  it('scores single documents to the same bits as the whole scan', () => {
    const matrix = createVectorMatrix(30, 70);
    matrix.write(0, draw(30 * 70, 5));
    const query = draw(70, 6);
    const all = new Float32Array(30);
    matrix.score(query, all);
    expect(matrix.scoreSome(query, [29, 0, 7])).toEqual(Float32Array.of(all[29] ?? 0, all[0] ?? 0, all[7] ?? 0));
  });

  it('gives rows back as written, in pieces or whole, padding invisible', () => {
    const vectors = draw(10 * 6, 7);
    const matrix = createVectorMatrix(10, 6);
    matrix.write(0, vectors.subarray(0, 4 * 6));
    matrix.write(4, vectors.subarray(4 * 6));
    for (let row = 0; row < 10; row++) expect(matrix.row(row)).toEqual(vectors.slice(row * 6, row * 6 + 6));
  });

  it('lets a second reader search the same bytes without disturbing the first', () => {
    const matrix = createVectorMatrix(8, 16, 2);
    matrix.write(0, draw(8 * 16, 8));
    const other = attachVectorMatrix(matrix.share(), 1);
    const [a, b] = [draw(16, 9), draw(16, 10)];
    const [first, second, again] = [new Float32Array(8), new Float32Array(8), new Float32Array(8)];
    matrix.score(a, first);
    other.score(b, second);
    matrix.score(a, again);
    expect(again).toEqual(first);
    expect(second).not.toEqual(first);
    expect(() => attachVectorMatrix(matrix.share(), 2)).toThrow('scratch');
  });

  it('refuses a query of another dimension, rows that do not fit and documents that do not exist', () => {
    const matrix = createVectorMatrix(3, 4);
    expect(() => matrix.score(new Float32Array(5), new Float32Array(3))).toThrow('5 dimensions');
    expect(() => matrix.write(2, new Float32Array(8))).toThrow('do not fit');
    expect(() => matrix.row(3)).toThrow('no vector number 3');
    expect(() => createVectorMatrix(3, 0)).toThrow('not possible');
  });

  it('holds an empty corpus', () => {
    const matrix = createVectorMatrix(0, 4);
    expect(() => matrix.score(new Float32Array(4), new Float32Array(0))).not.toThrow();
  });
});
