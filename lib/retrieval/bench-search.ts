import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { monotonicMs } from '@/lib/foundation/clock';
import { seededRandom } from '@/lib/foundation/random';
import type { OnnxPool } from '@/lib/onnx/thread-pool';
import { type BatchList, openBatchSearch } from './batch-search';
import { searchGraph } from './index-build/search-graph';
import { quantiseVectors } from './quantised-vectors';
import { type ScoredOrdinals, topScores } from './top-scores';
import { createVectorMatrix, type VectorMatrix } from './vector-matrix';

export type SearchBenchInput = {
  /** rows and columns of the matrix; the goals are stated for 55,397 x 384 */
  documents: number;
  dimension: number;
  seed: number;
  /** paired rounds after the warm-up */
  rounds: number;
  /** queries of the batch */
  queries: number;
  /** K */
  depth: number;
  /** where the matrix may be written for the batched search; emptied by the caller */
  directory: string;
  pool: OnnxPool;
};

export type SearchBench = {
  /** plain sequential read of every byte of the matrix, median */
  readMs: number;
  /** exact search of one query with its top K, median */
  searchMs: number;
  /** search over read in CPU time, median of paired rounds; goal: at most 1.18. Wall time is only fair on an idle machine */
  searchOverRead: number;
  gigabytesPerS: number;
  /** the same search through the quantised copy, and what it costs once to make it */
  quantisedMs: number;
  quantisedOverRead: number;
  quantiseMs: number;
  /** CPU milliseconds per query of all threads, one by one and batched */
  singleCpuMs: number;
  batchCpuMs: number;
  /** single over batch; goal: at least 5 */
  batchSpeedUp: number;
  /** all three gave the same documents in the same order */
  isEqual: boolean;
};

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] as number;

/** Kernels run in quickly compiled code first and are replaced by optimised code after several calls. */
const warmUpRounds = 10;

type Cost = { wallMs: number; cpuMs: number };

/** What synchronous work costs; CPU time counts all threads of the process, of which the others are idle here. */
function cost(work: () => unknown): Cost {
  const start = process.cpuUsage();
  const startMs = monotonicMs();
  work();
  const wallMs = monotonicMs() - startMs;
  const { user, system } = process.cpuUsage(start);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

async function cpuTimed(work: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/**
 * Measures the exact search against the speed limit of the same memory, in the same run, round by round: reading every
 * byte and doing nothing with it. Then a batch of queries against the same queries one by one, in CPU time of all threads.
 */
export async function benchSearch(input: SearchBenchInput): Promise<SearchBench> {
  const { documents, dimension, depth } = input;
  const { matrix, vectors } = drawMatrix(documents, dimension, input.seed);
  const queries = drawQueries(matrix, input.queries, input.seed + 1);
  const scores = new Float32Array(documents);
  const startMs = monotonicMs();
  const quantised = quantiseVectors(matrix);
  const quantiseMs = monotonicMs() - startMs;
  const query = (q: number) => queries.subarray(q * dimension, (q + 1) * dimension);
  const searches: Searches = {
    read: () => matrix.readAll(),
    exact: (q) => {
      matrix.score(query(q), scores);
      return topScores(scores, depth);
    },
    quantised: (q) => quantised.search(query(q), depth, scores),
  };
  const scans = compareScans(searches, input, matrix.sizeBytes);
  await mkdir(input.directory, { recursive: true });
  await writeFile(path.join(input.directory, 'vectors.f32'), vectors);
  await writeFile(path.join(input.directory, 'search.onnx'), searchGraph(documents, dimension));
  const batch = await openBatchSearch(input.pool, input.directory, matrix);
  try {
    return { ...scans, quantiseMs, ...(await compareBatch(searches, () => batch.search(queries, depth), input)) };
  } finally {
    await batch.close();
  }
}

type Searches = { read(): unknown; exact(query: number): ScoredOrdinals; quantised(query: number): ScoredOrdinals };

function compareScans({ read, exact, quantised }: Searches, { rounds, queries }: SearchBenchInput, sizeBytes: number) {
  const all = Array.from({ length: warmUpRounds + rounds }, (_, round) => ({
    exact: cost(() => exact(round % queries)),
    read: cost(read),
    quantised: cost(() => quantised(round % queries)),
  }));
  const pairs = all.slice(warmUpRounds);
  const readMs = median(pairs.map((pair) => pair.read.wallMs));
  return {
    readMs,
    searchMs: median(pairs.map((pair) => pair.exact.wallMs)),
    searchOverRead: median(pairs.map((pair) => pair.exact.cpuMs / pair.read.cpuMs)),
    gigabytesPerS: sizeBytes / readMs / 1e6,
    quantisedMs: median(pairs.map((pair) => pair.quantised.wallMs)),
    quantisedOverRead: median(pairs.map((pair) => pair.quantised.cpuMs / pair.read.cpuMs)),
  };
}

async function compareBatch(
  { exact, quantised }: Searches,
  searchAll: () => Promise<BatchList[]>,
  { rounds, queries }: SearchBenchInput,
) {
  const lists = await searchAll();
  const isEqual = lists.every(({ ordinals }, q) => {
    const single = exact(q).ordinals.join();
    return ordinals.join() === single && quantised(q).ordinals.join() === single;
  });
  const cpu = [];
  for (let round = 0; round < rounds; round++) {
    const single = cost(() => {
      for (let q = 0; q < queries; q++) exact(q);
    });
    cpu.push({ single: single.cpuMs, batch: await cpuTimed(searchAll) });
  }
  return {
    singleCpuMs: median(cpu.map(({ single }) => single)) / queries,
    batchCpuMs: median(cpu.map(({ batch }) => batch)) / queries,
    batchSpeedUp: median(cpu.map(({ single, batch }) => single / batch)),
    isEqual,
  };
}

/** Queries near documents, as real ones are: far from all of them there would be no best ones. */
function drawQueries(matrix: VectorMatrix, count: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  const queries = new Float32Array(count * matrix.dimension);
  for (let q = 0; q < count; q++) {
    const near = matrix.row(random.int(matrix.documents)).map((value) => value + 0.03 * random.normal());
    queries.set(near, q * matrix.dimension);
  }
  return queries;
}

/** Unit vectors around a few hundred centres, as real embeddings lie. */
function drawMatrix(
  documents: number,
  dimension: number,
  seed: number,
): { matrix: VectorMatrix; vectors: Float32Array } {
  const random = seededRandom(seed);
  const centres = Float32Array.from({ length: 256 * dimension }, () => random.normal());
  const vectors = new Float32Array(documents * dimension);
  for (let row = 0; row < documents; row++) {
    const centre = random.int(256) * dimension;
    let squares = 0;
    for (let i = 0; i < dimension; i++) {
      // A uniform number is noise enough here and ten times cheaper than a normal one.
      const value = (centres[centre + i] as number) + 2 * (random.next() - 0.5);
      vectors[row * dimension + i] = value;
      squares += value * value;
    }
    const length = Math.sqrt(squares);
    for (let i = 0; i < dimension; i++)
      vectors[row * dimension + i] = (vectors[row * dimension + i] as number) / length;
  }
  const matrix = createVectorMatrix(documents, dimension);
  matrix.write(0, vectors);
  return { matrix, vectors };
}
