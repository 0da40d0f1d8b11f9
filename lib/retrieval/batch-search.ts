import path from 'node:path';
import { Cancelled, InvalidInput } from '@/lib/foundation/errors';
import type { OnnxTensor } from '@/lib/onnx/session';
import type { OnnxPool } from '@/lib/onnx/thread-pool';
import type { ListStatistics } from './fusion';
import { type ScoredOrdinals, topScores } from './top-scores';
import type { VectorMatrix } from './vector-matrix';

/** The list of one query with the facts that fusion needs; the same documents, scores and order as a single search. */
export type BatchList = ScoredOrdinals & { statistics: ListStatistics };

export type BatchSearch = {
  /**
   * The best `depth` documents of each query.
   *
   * @param queries  [q, dimension], row-major
   * @returns        one list per query, in their order
   * @throws {InvalidInput} if the queries are not whole vectors @throws {Cancelled} if the signal aborts
   */
  search(queries: Float32Array, depth: number, signal?: AbortSignal): Promise<BatchList[]>;
  close(): Promise<void>;
};

/** Scores of one run of the graph, which holds four tensors of this size at a time. */
const scoreBytesPerRun = 64 << 20;
const maxQueriesPerRun = 256;

/**
 * The graph adds in another order than the scan, so two almost equal documents may change places in the seventh digit.
 * This many more are taken, scored as the scan does, and ordered again.
 */
const spareDocuments = 32;

/**
 * Searches many queries at once through the matrix product of the runtime: for evaluation, where it costs a fifth of
 * single scans or less. The vectors are read from the index's own folder, so they are in memory a second time while it is
 * open.
 *
 * @param directory  folder of an index that was verified
 * @param matrix     the same index, loaded
 */
export async function openBatchSearch(pool: OnnxPool, directory: string, matrix: VectorMatrix): Promise<BatchSearch> {
  const session = await pool.openSession(path.resolve(directory, 'search.onnx'));
  const { documents, dimension } = matrix;
  const perRun = Math.max(1, Math.min(maxQueriesPerRun, Math.floor(scoreBytesPerRun / (4 * documents))));

  const searchSome = async (queries: Float32Array, depth: number, signal?: AbortSignal): Promise<BatchList[]> => {
    const count = queries.length / dimension;
    const k = Math.min(documents, depth + spareDocuments);
    const feeds: Record<string, OnnxTensor> = {
      // A copy: the buffer moves to the thread.
      queries: { type: 'float32', data: queries.slice(), dims: [count, dimension] },
      k: { type: 'int64', data: BigInt64Array.of(BigInt(k)), dims: [1] },
    };
    const outputs = await session.run(feeds, {
      outputNames: ['ordinals', 'mean', 'variance'],
      ...(signal ? { signal } : {}),
    });
    const ordinals = outputs.ordinals?.data as BigInt64Array;
    const mean = outputs.mean?.data as Float32Array;
    const variance = outputs.variance?.data as Float32Array;
    return Array.from({ length: count }, (_, q) => {
      const query = queries.subarray(q * dimension, (q + 1) * dimension);
      const found = Uint32Array.from(ordinals.subarray(q * k, (q + 1) * k), Number).sort();
      const top = reorder(matrix, query, found, depth);
      const deviation = Math.sqrt(Math.max(0, variance[q] as number));
      return { ...top, statistics: { max: top.scores[0] ?? 0, mean: mean[q] as number, deviation } };
    });
  };

  return {
    async search(queries, depth, signal) {
      if (queries.length % dimension !== 0) throw new InvalidInput('The queries are not whole vectors of this index.');
      const lists: BatchList[] = [];
      for (let start = 0; start < queries.length; start += perRun * dimension) {
        if (signal?.aborted) throw new Cancelled('The search was cancelled.');
        lists.push(...(await searchSome(queries.subarray(start, start + perRun * dimension), depth, signal)));
      }
      return lists;
    },
    close: () => session.release(),
  };
}

/** Scores the documents as a single search does and gives the best of them. Ordinals ascend, so ties stay in corpus order. */
function reorder(matrix: VectorMatrix, query: Float32Array, ordinals: Uint32Array, depth: number): ScoredOrdinals {
  const { ordinals: places, scores } = topScores(matrix.scoreSome(query, ordinals), depth);
  return { ordinals: places.map((place) => ordinals[place] as number), scores };
}
