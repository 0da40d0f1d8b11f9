import { Internal, InvalidInput } from '@/lib/foundation/errors';
import { bindVectorKernel, type VectorKernel } from './kernel/vector-kernel';

/** Rows of one memory; more than this are split, because one WebAssembly memory ends at 4 GiB. */
const maxSegmentBytes = 1 << 30;
const pageBytes = 65_536;

/** What another thread of the process needs to search the same bytes: `postMessage` hands it over without a copy. */
export type SharedVectors = { documents: number; dimension: number; readers: number; memories: WebAssembly.Memory[] };

type Segment = {
  memory: WebAssembly.Memory;
  kernel: VectorKernel;
  /** rows of all segments before this one */
  firstRow: number;
  rows: number;
  floats: Float32Array<ArrayBufferLike>;
  /** float offsets of this reader's query and scores */
  query: number;
  scores: number;
};

/** Vectors of a corpus in memory that the kernel reads and threads share: [documents, dimension], 32-bit floats. */
export type VectorMatrix = {
  readonly documents: number;
  readonly dimension: number;
  readonly sizeBytes: number;
  /** Copies rows in, from row `first` on; `rows` holds whole rows. */
  write(first: number, rows: Float32Array): void;
  /** A copy of one row. */
  row(ordinal: number): Float32Array;
  /**
   * Dot products of a query with every row.
   *
   * @param query   [dimension]
   * @param scores  [documents], overwritten
   * @throws {InvalidInput} if the query has another dimension
   */
  score(query: Float32Array, scores: Float32Array): void;
  /** Dot products with some rows, bit-equal to those of `score`. */
  scoreSome(query: Float32Array, ordinals: ArrayLike<number>): Float32Array;
  /** Reads every byte once and does nothing else with it: the limit that a scan is measured against. */
  readAll(): number;
  share(): SharedVectors;
};

const paddedWidth = (dimension: number): number => Math.ceil(dimension / 4) * 4;
const rowsPerSegment = (dimension: number): number =>
  Math.max(1, Math.floor(maxSegmentBytes / (4 * paddedWidth(dimension))));

/**
 * Memory for a matrix, filled with zeros.
 *
 * @param readers  how many threads will search it at the same time, each with scratch space of its own (default 1)
 * @throws {InvalidInput} unless documents is a whole number of at least 0 and dimension one of at least 1
 */
export function createVectorMatrix(documents: number, dimension: number, readers = 1): VectorMatrix {
  if (!Number.isSafeInteger(documents) || documents < 0 || !Number.isSafeInteger(dimension) || dimension < 1) {
    throw new InvalidInput(`A matrix of ${documents} vectors of dimension ${dimension} is not possible.`);
  }
  const width = paddedWidth(dimension);
  const step = rowsPerSegment(dimension);
  const memories: WebAssembly.Memory[] = [];
  for (let first = 0; first < Math.max(documents, 1); first += step) {
    const rows = Math.min(step, documents - first);
    const bytes = 64 + 4 * rows * width + readers * scratchBytes(rows, width);
    const pages = Math.ceil(bytes / pageBytes);
    memories.push(new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }));
  }
  return attachVectorMatrix({ documents, dimension, readers, memories });
}

const align = (bytes: number): number => Math.ceil(bytes / 64) * 64;
const scratchBytes = (rows: number, width: number): number => align(4 * width) + align(4 * rows);

/**
 * The matrix of another thread, without copying it.
 *
 * @param reader  which scratch space this thread uses: 0 ... readers - 1, no two threads the same
 */
export function attachVectorMatrix(shared: SharedVectors, reader = 0): VectorMatrix {
  const { documents, dimension, readers, memories } = shared;
  if (reader < 0 || reader >= readers) throw new Internal(`The matrix has no scratch space number ${reader}.`);
  const width = paddedWidth(dimension);
  const step = rowsPerSegment(dimension);
  const segments = memories.map((memory, index): Segment => {
    const firstRow = index * step;
    const rows = Math.min(step, documents - firstRow);
    const scratch = align(4 * rows * width) + reader * scratchBytes(rows, width);
    return {
      memory,
      kernel: bindVectorKernel(memory),
      firstRow,
      rows,
      floats: new Float32Array(memory.buffer),
      query: scratch / 4,
      scores: (scratch + align(4 * width)) / 4,
    };
  });
  return new SegmentedMatrix(shared, width, step, segments);
}

class SegmentedMatrix implements VectorMatrix {
  readonly documents: number;
  readonly dimension: number;
  readonly sizeBytes: number;

  constructor(
    private readonly shared: SharedVectors,
    private readonly width: number,
    private readonly step: number,
    private readonly segments: readonly Segment[],
  ) {
    this.documents = shared.documents;
    this.dimension = shared.dimension;
    this.sizeBytes = 4 * width * shared.documents;
  }

  write(first: number, rows: Float32Array): void {
    const { dimension, width } = this;
    const count = rows.length / dimension;
    if (!Number.isInteger(count) || first + count > this.documents) {
      throw new Internal(`${rows.length} floats do not fit into the matrix from row ${first} on.`);
    }
    for (let done = 0; done < count; ) {
      const segment = this.segmentOf(first + done);
      const local = first + done - segment.firstRow;
      const fitting = Math.min(count - done, segment.rows - local);
      if (width === dimension) {
        segment.floats.set(rows.subarray(done * dimension, (done + fitting) * dimension), local * width);
      } else {
        for (let i = 0; i < fitting; i++) {
          segment.floats.set(rows.subarray((done + i) * dimension, (done + i + 1) * dimension), (local + i) * width);
        }
      }
      done += fitting;
    }
  }

  row(ordinal: number): Float32Array {
    const segment = this.segmentOf(ordinal);
    const start = (ordinal - segment.firstRow) * this.width;
    return segment.floats.slice(start, start + this.dimension);
  }

  score(query: Float32Array, scores: Float32Array): void {
    for (const segment of this.segments) {
      this.placeQuery(segment, query);
      this.scan(segment, 0, segment.rows, 0);
      scores.set(segment.floats.subarray(segment.scores, segment.scores + segment.rows), segment.firstRow);
    }
  }

  scoreSome(query: Float32Array, ordinals: ArrayLike<number>): Float32Array {
    for (const segment of this.segments) this.placeQuery(segment, query);
    return Float32Array.from(ordinals, (ordinal) => {
      const segment = this.segmentOf(ordinal);
      this.scan(segment, ordinal - segment.firstRow, 1, 0);
      return segment.floats[segment.scores] as number;
    });
  }

  readAll(): number {
    let folded = 0;
    for (const { kernel, rows } of this.segments)
      folded |= kernel.readAll(0, Math.floor((4 * rows * this.width) / 64) * 64);
    return folded;
  }

  share(): SharedVectors {
    return this.shared;
  }

  private scan(segment: Segment, row: number, rows: number, target: number): void {
    const rowBytes = 4 * this.width;
    const restBytes = rowBytes % 64;
    const scores = 4 * (segment.scores + target);
    segment.kernel.scan(row * rowBytes, scores, scores + 4 * rows, 4 * segment.query, rowBytes - restBytes, restBytes);
  }

  private placeQuery(segment: Segment, query: Float32Array): void {
    if (query.length !== this.dimension) {
      throw new InvalidInput(`The query vector has ${query.length} dimensions, the index has ${this.dimension}.`);
    }
    segment.floats.set(query, segment.query);
  }

  private segmentOf(ordinal: number): Segment {
    const segment = this.segments[Math.floor(ordinal / this.step)];
    if (!segment || !Number.isInteger(ordinal) || ordinal < 0 || ordinal >= this.documents) {
      throw new Internal(`The index has no vector number ${ordinal}.`);
    }
    return segment;
  }
}
