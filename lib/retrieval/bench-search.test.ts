import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createOnnxPool } from '@/lib/onnx/thread-pool';
import { benchBm25 } from './bench-bm25';
import { benchSearch } from './bench-search';
import { mixedDocuments, storeCorpus } from './testing/small-corpus';

it('measures searches that give the same documents in the same order', async () => {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'mixstage-bench-'));
  const pool = createOnnxPool();
  try {
    const size = { documents: 3000, dimension: 40, rounds: 3, queries: 8, depth: 20 };
    const result = await benchSearch({ ...size, seed: 2, directory, pool });
    expect(result.isEqual).toBe(true);
    expect(result.batchSpeedUp).toBeGreaterThan(0);
    expect(result.searchMs).toBeGreaterThan(0);
  } finally {
    await pool.close();
    await rm(directory, { recursive: true, force: true });
  }
});

it('measures BM25 and gives the rankings for comparison', async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-bench-'));
  const corpus = await storeCorpus(dataDir, mixedDocuments);
  const input = { queries: ['押金', 'deposit'], parameters: { k1: 1.5, b: 0.75 }, depth: 3, rounds: 3 };
  const { rankings, documents } = await benchBm25(dataDir, corpus, input);
  expect(documents).toBe(6);
  expect(rankings.map((ranking) => [...ranking])).toEqual([
    [1, 0],
    [3, 4],
  ]);
  await corpus.close();
  await rm(dataDir, { recursive: true, force: true });
});
