import { InvalidInput } from '@/lib/foundation/errors';
import { bindVectorKernel, type VectorKernel } from './kernel/vector-kernel';
import { type ScoredOrdinals, topScores } from './top-scores';
import type { VectorMatrix } from './vector-matrix';

/**
 * Vectors in 8 bits beside the exact ones: a quarter of the bytes to read per query. What is found is exact all the same:
 * each row carries the length of its rounding error, which bounds how far its score can be off (Cauchy-Schwarz), and
 * every document that could belong to the result by that bound is scored with the exact vectors.
 */
export type QuantisedVectors = {
  readonly sizeBytes: number;
  /**
   * The same documents, scores and order as an exact search.
   *
   * @param upperBounds  [documents], overwritten with an upper bound of every score
   * @returns            also how many documents were scored exactly
   */
  search(query: Float32Array, depth: number, upperBounds: Float32Array): ScoredOrdinals & { rescored: number };
};

const pageBytes = 65_536;
const maxSegmentBytes = 1 << 30;
const align = (bytes: number): number => Math.ceil(bytes / 64) * 64;

type Segment = {
  kernel: VectorKernel;
  firstRow: number;
  rows: number;
  bytes: Int8Array;
  shorts: Int16Array;
  floats: Float32Array;
  /** byte positions */
  scales: number;
  errors: number;
  query: number;
  scores: number;
};

/** What 32-bit rounding can add to a score of unit vectors, generously; scaled by the lengths of the vectors. */
const roundingError = 1e-5;

/**
 * Quantises a matrix: each row by its own scale, so that its largest number becomes 127.
 *
 * Costs a pass over the matrix (about 5 ns a number) and a quarter of its memory.
 */
export function quantiseVectors(matrix: VectorMatrix): QuantisedVectors {
  const { documents, dimension } = matrix;
  const width = Math.ceil(dimension / 32) * 32;
  const step = Math.max(1, Math.floor(maxSegmentBytes / width));
  const segments: Segment[] = [];
  let longest = 0;
  for (let firstRow = 0; firstRow < documents; firstRow += step) {
    const segment = createSegment(firstRow, Math.min(step, documents - firstRow), width);
    for (let row = 0; row < segment.rows; row++) {
      longest = Math.max(longest, quantiseRow(segment, row, width, matrix.row(firstRow + row)));
    }
    segments.push(segment);
  }
  const bounds = (query: Float32Array, upperBounds: Float32Array): number => {
    const { values, factor, error, norm } = quantiseQuery(query, width);
    // What rounding the query, and adding in 32 bits, can change in any score.
    const slack = (error + roundingError * norm) * longest;
    for (const segment of segments) {
      segment.shorts.set(values, segment.query / 2);
      const { kernel, rows, scores, scales, errors } = segment;
      kernel.scanBytes(0, scores, scores + 4 * rows, segment.query, width, scales, errors, factor, norm);
      upperBounds.set(segment.floats.subarray(scores / 4, scores / 4 + rows), segment.firstRow);
    }
    return slack;
  };
  return {
    sizeBytes: segments.reduce((sum, { rows }) => sum + rows * (width + 8), 0),
    search(query, depth, upperBounds) {
      if (query.length !== dimension) {
        throw new InvalidInput(`The query vector has ${query.length} dimensions, the index has ${dimension}.`);
      }
      const slack = bounds(query, upperBounds);
      const norm = Math.hypot(...query);
      const best = topScores(upperBounds, depth);
      // At least `depth` documents reach this score for certain; nothing below it by its upper bound can be among the best.
      let certain = Number.POSITIVE_INFINITY;
      for (const [i, ordinal] of best.ordinals.entries()) {
        const segment = segments[Math.floor(ordinal / step)] as Segment;
        const rowError = segment.floats[segment.errors / 4 + ordinal - segment.firstRow] as number;
        certain = Math.min(certain, (best.scores[i] as number) - 2 * norm * rowError);
      }
      const threshold = certain - 2 * slack;
      const possible: number[] = [];
      for (let i = 0; i < documents; i++) if ((upperBounds[i] as number) >= threshold) possible.push(i);
      const { ordinals, scores } = topScores(matrix.scoreSome(query, possible), depth);
      return { ordinals: ordinals.map((place) => possible[place] as number), scores, rescored: possible.length };
    },
  };
}

function createSegment(firstRow: number, rows: number, width: number): Segment {
  const scales = align(rows * width);
  const errors = scales + align(4 * rows);
  const query = errors + align(4 * rows);
  const scores = query + align(2 * width);
  const pages = Math.ceil((scores + 4 * rows) / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  return {
    kernel: bindVectorKernel(memory),
    firstRow,
    rows,
    bytes: new Int8Array(memory.buffer),
    shorts: new Int16Array(memory.buffer),
    floats: new Float32Array(memory.buffer),
    scales,
    errors,
    query,
    scores,
  };
}

/** Stores a row; returns its length. Written for speed: it runs once for every number of the index. */
function quantiseRow(segment: Segment, row: number, width: number, vector: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < vector.length; i++) {
    const value = vector[i] as number;
    if (value > largest) largest = value;
    else if (-value > largest) largest = -value;
  }
  const scale = Math.fround(largest / 127) || 1;
  const perStep = 1 / scale;
  const { bytes } = segment;
  const start = row * width;
  let errorSquares = 0;
  let squares = 0;
  for (let i = 0; i < vector.length; i++) {
    const value = vector[i] as number;
    // Half away from zero, then cut: |value| / scale never exceeds 127 by more than rounding, so 128 cannot appear.
    const steps = value * perStep;
    const rounded = (steps + (steps < 0 ? -0.5 : 0.5)) | 0;
    bytes[start + i] = rounded;
    const error = value - rounded * scale;
    errorSquares += error * error;
    squares += value * value;
  }
  segment.floats[segment.scales / 4 + row] = scale;
  // Rounded up: the bound must hold.
  segment.floats[segment.errors / 4 + row] = Math.sqrt(errorSquares) * (1 + 1e-6);
  return Math.sqrt(squares);
}

/** The query in 16 bits or as many as keep the sums inside 32, its rounding error and its length. */
function quantiseQuery(query: Float32Array, width: number) {
  const limit = Math.min(32_767, Math.floor((2 ** 31 - 1) / (127 * width)));
  let largest = 0;
  for (const value of query) largest = Math.max(largest, Math.abs(value));
  const factor = Math.fround(largest / limit) || 1;
  const values = new Int16Array(width);
  let errorSquares = 0;
  let squares = 0;
  for (const [i, value] of query.entries()) {
    const rounded = Math.max(-limit, Math.min(limit, Math.round(value / factor)));
    values[i] = rounded;
    errorSquares += (value - rounded * factor) ** 2;
    squares += value * value;
  }
  return { values, factor, error: Math.sqrt(errorSquares), norm: Math.sqrt(squares) };
}
