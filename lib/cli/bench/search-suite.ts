import path from 'node:path';
import { createOnnxPool } from '@/lib/onnx/thread-pool';
import { benchSearch } from '@/lib/retrieval/bench-search';
import { modelThreads } from '@/lib/retrieval/model-threads';
import { atLeast, atMost, type BenchRow, figure, mustHold, type Suite } from './bench-row';

/** Exact search against the limit of the memory, and many queries at once against one by one. */
export const suite: Suite = {
  summary: 'exact vector search against a plain read of the matrix; a batch of queries against single ones',
  usesDatabase: false,
  async run({ isQuick, workDir }) {
    const documents = isQuick ? 5_000 : 55_397;
    const pool = createOnnxPool({ threads: modelThreads() });
    try {
      const input = {
        documents,
        dimension: 384,
        seed: 1,
        rounds: isQuick ? 5 : 41,
        queries: isQuick ? 20 : 100,
        depth: 100,
        directory: path.join(workDir, 'search'),
        pool,
      };
      return rowsOf(await benchSearch(input), `${documents.toLocaleString('en')} x 384, top 100`, input.queries);
    } finally {
      await pool.close();
    }
  },
};

function rowsOf(bench: Awaited<ReturnType<typeof benchSearch>>, size: string, queries: number): BenchRow[] {
  return [
    mustHold('same documents, same order', bench.isEqual, 'single, quantised and batched search, every query'),
    atMost(
      'exact search / sequential read',
      bench.searchOverRead,
      1.18,
      'x CPU',
      `${size}; median of paired rounds; the read loads every byte and does nothing else`,
    ),
    figure('exact search of one query', bench.searchMs, 'ms wall', `${size}; median`),
    figure('sequential read', bench.gigabytesPerS, 'GB/s', 'the same matrix; median wall time'),
    figure(
      'quantised search / sequential read',
      bench.quantisedOverRead,
      'x CPU',
      'int8 copy and exact rescoring, what large indexes are served with',
    ),
    figure('quantised search of one query', bench.quantisedMs, 'ms wall', `${size}; median`),
    atLeast(
      'one by one / batched, per query',
      bench.batchSpeedUp,
      5,
      'x CPU',
      `${queries} queries as one batch: ${bench.batchCpuMs.toFixed(2)} ms against ${bench.singleCpuMs.toFixed(2)} ms a query`,
    ),
  ];
}
