import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemActor } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database';
import { env, resetEnv } from '@/lib/foundation/env';
import { seededRandom } from '@/lib/foundation/random';
import { tinyVocabulary, writeTinyModel } from '@/lib/models/testing/tiny-model';
import type { ConfigurationSpec } from '@/lib/retrieval/configuration';
import { openPipeline } from '@/lib/retrieval/open-pipeline';
import { planPipeline } from '@/lib/retrieval/plan-pipeline';
import { chooseOperatingPoint } from './choose-operating-point';
import { gridRequestSchema } from './grid-request';
import { openBackbone } from './open-backbone';
import { openLatencyProbe } from './open-latency-probe';
import { runGrid } from './run-grid';
import { findQueryRecords } from './store';
import { indexNow, registerFolder, type SmallDataset, storeSmallDataset } from './testing/small-installation';

const actor = systemActor('test');
let database: TestDatabase;
let dataDir: string;
let dataset: SmallDataset;

const words = tinyVocabulary.filter((word) => /^[a-z]{2,}$/.test(word));
const random = seededRandom(8);
const sentence = (length: number) => Array.from({ length }, () => words[random.int(words.length)]).join(' ');
const documents = Array.from({ length: 90 }, (_, i) => ({
  id: `d${i}`,
  title: sentence(2),
  text: sentence(4 + random.int(9)),
}));
const queries = Array.from({ length: 12 }, (_, i) => ({
  id: `q${i}`,
  text: sentence(4),
  relevant: [`d${i}`, `d${i + 20}`],
}));

beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-evaluation-'));
  vi.stubEnv('MIXSTAGE_DATA_DIR', dataDir);
  resetEnv();
  dataset = await storeSmallDataset(documents, queries);
  for (const [seed, name] of ['e1', 'e2'].entries()) {
    await writeTinyModel(path.join(dataDir, name), { head: 'sentence', seed: seed + 1 });
    await indexNow(await registerFolder(name, `stage-${seed}`), dataset.corpusHash);
  }
  for (const [seed, name] of ['r1', 'r2'].entries()) {
    await writeTinyModel(path.join(dataDir, name), { head: 'one-logit', seed: seed + 7 });
    await registerFolder(name, `stage-${seed}`);
  }
});

afterAll(async () => {
  await database.close();
  vi.unstubAllEnvs();
  resetEnv();
  await rm(dataDir, { recursive: true, force: true });
});

const bm25 = { weight: 0.5, k1: 1.5, b: 0.75 };
const one = (checkpointId: string) => [{ checkpointId, weight: 1 }];
const rows = [
  { key: 'e1', embedders: one('e1'), bm25: null, normalise: 'max' as const },
  { key: 'both', embedders: [...one('e1'), { checkpointId: 'e2', weight: 2 }], bm25, normalise: 'z' as const },
  { key: 'bm25', embedders: [], bm25, normalise: 'max' as const },
];
const gridRequest = () =>
  gridRequestSchema.parse({
    versionId: dataset.versionId,
    split: 'test',
    rows,
    rerankerIds: ['r1', 'r2'],
    budgets: [8, 20],
    depths: [5],
    rerankerWeights: [0.4, 1],
    measures: ['nDCG@5'],
  });

describe('a grid over real models', () => {
  it('returns in every cell, for every query, what serving returns for that configuration', async () => {
    const { evaluationId } = await runGrid(actor, gridRequest(), openBackbone);
    for (const row of rows) {
      for (const rerankerId of [null, 'r1']) {
        for (const weight of rerankerId === null ? [0] : [0.4, 1]) {
          const spec: ConfigurationSpec = {
            embedders: row.embedders,
            bm25: row.bm25,
            fusion: { normalise: row.normalise },
            reranker: rerankerId === null ? null : { checkpointId: rerankerId, weight },
            operatingPoint: { budget: 20, depth: 5 },
          };
          const plan = await planPipeline(db(), { id: 'x', spec, corpusHashes: [dataset.corpusHash] });
          const pipeline = await openPipeline(plan);
          try {
            for (const budget of [8, 20]) {
              const key = [row.key, rerankerId ?? 'none', budget, 5, weight].join('|');
              const records = await findQueryRecords(db(), evaluationId, [key]);
              expect(records.length).toBe(queries.length);
              for (const { queryId, ranking } of records) {
                const text = queries.find(({ id }) => id === queryId)?.text ?? '';
                const { results } = await pipeline.retrieve(text, { budget, depth: 5 });
                expect(ranking, `${key} ${queryId}`).toEqual(results.map(({ id }) => id));
              }
            }
          } finally {
            await pipeline.close();
          }
        }
      }
    }
  });

  it('names the content hashes of everything it used', async () => {
    const { evaluationId } = await runGrid(actor, gridRequest(), openBackbone);
    const stored = await db().evaluation.findUniqueOrThrow({ where: { id: evaluationId } });
    const checkpoints = await db().checkpoint.findMany({ select: { contentHash: true } });
    const indexes = await db().index.findMany({ select: { manifestHash: true } });
    for (const { contentHash } of checkpoints) expect(JSON.stringify(stored.inputs)).toContain(contentHash);
    for (const { manifestHash } of indexes) expect(JSON.stringify(stored.inputs)).toContain(manifestHash);
  });

  it('measures latency with the real pipeline', async () => {
    const request = {
      versionId: dataset.versionId,
      split: 'test',
      row: rows[0] as (typeof rows)[number],
      rerankerId: 'r1',
      budgets: [5, 20],
      depths: [5],
      primaryMeasure: 'nDCG@5',
      samples: 5,
    };
    const ports = { openBackbone, openProbe: openLatencyProbe };
    const { evaluationId } = await chooseOperatingPoint(actor, request, ports);
    const stored = await db().evaluation.findUniqueOrThrow({ where: { id: evaluationId } });
    const { points } = stored.results as { points: { p95Ms: number }[] };
    for (const { p95Ms } of points) expect(p95Ms).toBeGreaterThan(0);
  });

  it('says plainly which checkpoint is gone, archived, of the wrong component or without an index', async () => {
    const request = { corpusHash: dataset.corpusHash, instruction: '', embedderIds: ['e1'], rerankerIds: ['r1'] };
    await expect(openBackbone({ ...request, embedderIds: ['gone'] })).rejects.toThrow(/no checkpoint gone/);
    await expect(openBackbone({ ...request, embedderIds: ['r2'] })).rejects.toThrow(/r2 is a reranker/);
    await db().checkpoint.update({ where: { id: 'r1' }, data: { archivedAt: new Date(0) } });
    await expect(openBackbone(request)).rejects.toThrow(/r1 is archived/);
    await db().checkpoint.update({ where: { id: 'r1' }, data: { archivedAt: null } });
    await writeTinyModel(path.join(env().dataDir, 'e3'), { head: 'sentence', seed: 99 });
    await registerFolder('e3', 'stage-3');
    await expect(openBackbone({ ...request, embedderIds: ['e3'] })).rejects.toThrow(/no finished index of e3/);
  });
});
