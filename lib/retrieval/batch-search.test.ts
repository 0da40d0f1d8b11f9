import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CorpusReader } from '@/lib/datasets/corpus-files';
import { seededRandom } from '@/lib/foundation/random';
import { createOnnxPool, type OnnxPool } from '@/lib/onnx/thread-pool';
import { type BatchSearch, openBatchSearch } from './batch-search';
import { listStatistics } from './fusion';
import { openVectorIndex, type VectorIndex } from './open-vector-index';
import { HashEmbedder } from './testing/hash-embedder';
import { storeCorpus } from './testing/small-corpus';
import { topScores } from './top-scores';
import { writeVectorIndex } from './write-vector-index';

let dataDir: string;
let corpus: CorpusReader;
let pool: OnnxPool;
let index: VectorIndex;
let batch: BatchSearch;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-batch-'));
  const texts = Array.from({ length: 700 }, (_, i) => ({
    id: `d${i}`,
    title: '',
    text: `Topic ${(i % 650) % 9}. Text ${i % 650}`,
  }));
  corpus = await storeCorpus(dataDir, texts);
  const directory = path.join(dataDir, 'indexes', 'i');
  await writeVectorIndex({
    directory,
    buildingDirectory: `${directory}.building`,
    corpus,
    embedder: new HashEmbedder(20),
    embedderHash: 'hash',
    instruction: '',
    earlier: [],
  });
  index = await openVectorIndex(directory);
  pool = createOnnxPool();
  batch = await openBatchSearch(pool, directory, index.matrix);
});

afterAll(async () => {
  await batch.close();
  await pool.close();
  await corpus.close();
  await rm(dataDir, { recursive: true, force: true });
});

describe('openBatchSearch', () => {
  it('gives each query the list and the bits of a single search, ties in corpus order', async () => {
    const random = seededRandom(4);
    const queries = Float32Array.from({ length: 20 * 300 }, () => random.normal());
    // The vector of a document that has a twin: a tie at the very top.
    queries.set(index.matrix.row(3), 0);
    const lists = await batch.search(queries, 40);
    expect(lists).toHaveLength(300);
    const scores = new Float32Array(700);
    for (const [q, list] of lists.entries()) {
      index.matrix.score(queries.subarray(20 * q, 20 * q + 20), scores);
      const single = topScores(scores, 40);
      expect(list.ordinals).toEqual(single.ordinals);
      expect(list.scores).toEqual(single.scores);
      const { max, mean, deviation } = listStatistics(scores);
      expect(list.statistics.max).toBe(max);
      expect(list.statistics.mean).toBeCloseTo(mean, 5);
      expect(list.statistics.deviation).toBeCloseTo(deviation, 5);
    }
    expect([...(lists[0]?.ordinals.subarray(0, 2) ?? [])]).toEqual([3, 653]);
  });

  it('returns every document when asked for more than there are', async () => {
    const [list] = await batch.search(index.matrix.row(0), 5000);
    expect(list?.ordinals).toHaveLength(700);
  });

  it('answers no queries with no lists and refuses half a vector', async () => {
    expect(await batch.search(new Float32Array(0), 5)).toEqual([]);
    await expect(batch.search(new Float32Array(30), 5)).rejects.toThrow('whole vectors');
  });

  it('stops when it is cancelled', async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(batch.search(index.matrix.row(0), 5, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
