import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { monotonicMs } from '@/lib/foundation/clock';
import { seededRandom } from '@/lib/foundation/random';
import type { OnnxPool } from '@/lib/onnx/thread-pool';
import { openBatchSearch } from './batch-search';
import { searchGraph } from './index-build/search-graph';
import { quantiseVectors } from './quantised-vectors';
import { topScores } from './top-scores';
import { createVectorMatrix, type VectorMatrix } from './vector-matrix';

export type SearchBenchInput = {
  /** rows and columns of the matrix; the goals are stated for 55,397 x 384 */
  documents: number;
  dimension: number;
  seed: number;
  /** paired rounds after one warm-up */
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

async function cpuTimed(work: () => Promise<unknown> | unknown): Promise<number> {
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
  const { documents, dimension, rounds, queries: queryCount, depth } = input;
  const { matrix, vectors } = drawMatrix(documents, dimension, input.seed);
  const random = seededRandom(input.seed + 1);
  const queries = new Float32Array(queryCount * dimension);
  // Near documents, as real queries are: far from all of them there would be no best ones.
  for (let q = 0; q < queryCount; q++) {
    const near = matrix.row(random.int(documents));
    queries.set(
      near.map((value) => value + 0.03 * random.normal()),
      q * dimension,
    );
  }
  const scores = new Float32Array(documents);
  const searchOne = (q: number) => {
    matrix.score(queries.subarray(q * dimension, (q + 1) * dimension), scores);
    return topScores(scores, depth);
  };
  const quantiseStartMs = monotonicMs();
  const quantised = quantiseVectors(matrix);
  const quantiseMs = monotonicMs() - quantiseStartMs;
  const searchQuantised = (q: number) =>
    quantised.search(queries.subarray(q * dimension, (q + 1) * dimension), depth, scores);
  const pairs = Array.from({ length: rounds + 1 }, (_, round) => ({
    search: cost(() => searchOne(round % queryCount)),
    read: cost(() => matrix.readAll()),
    quantised: cost(() => searchQuantised(round % queryCount)),
  })).slice(1);
  await mkdir(input.directory, { recursive: true });
  await writeFile(path.join(input.directory, 'vectors.f32'), vectors);
  await writeFile(path.join(input.directory, 'search.onnx'), searchGraph(documents, dimension));
  const batch = await openBatchSearch(input.pool, input.directory, matrix);
  try {
    const lists = await batch.search(queries, depth);
    const isEqual = lists.every((list, q) => {
      const single = searchOne(q).ordinals.join();
      return list.ordinals.join() === single && searchQuantised(q).ordinals.join() === single;
    });
    const cpu = [];
    for (let round = 0; round < rounds; round++) {
      const single = await cpuTimed(() => {
        for (let q = 0; q < queryCount; q++) searchOne(q);
      });
      cpu.push({ single, batch: await cpuTimed(() => batch.search(queries, depth)) });
    }
    const readMs = median(pairs.map(({ read }) => read.wallMs));
    return {
      readMs,
      searchMs: median(pairs.map(({ search }) => search.wallMs)),
      searchOverRead: median(pairs.map(({ search, read }) => search.cpuMs / read.cpuMs)),
      gigabytesPerS: matrix.sizeBytes / readMs / 1e6,
      quantisedMs: median(pairs.map(({ quantised: scan }) => scan.wallMs)),
      quantisedOverRead: median(pairs.map(({ quantised: scan, read }) => scan.cpuMs / read.cpuMs)),
      quantiseMs,
      singleCpuMs: median(cpu.map(({ single }) => single)) / queryCount,
      batchCpuMs: median(cpu.map((round) => round.batch)) / queryCount,
      batchSpeedUp: median(cpu.map((round) => round.single / round.batch)),
      isEqual,
    };
  } finally {
    await batch.close();
  }
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
