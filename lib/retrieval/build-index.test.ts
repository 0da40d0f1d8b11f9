import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Actor, systemActor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database';
import { systemClock } from '@/lib/foundation/clock';
import { resetEnv } from '@/lib/foundation/env';
import type { JobContext } from '@/lib/jobs/define-job';
import { buildIndex } from './build-index';
import type { ConfigurationSpec } from './configuration';
import { deleteIndex } from './delete-index';
import { estimateIndex, estimateIndexMs } from './estimate-index';
import { openLexicalIndex } from './lexical-index';
import { listIndexes } from './list-indexes';
import { verifyVectorIndex } from './open-vector-index';
import { pipelinePlanSchema } from './pipeline-plan';
import { planPipeline } from './plan-pipeline';
import { runIndexBuild } from './run-index-build';
import { saveConfiguration } from './save-configuration';
import { HashEmbedder } from './testing/hash-embedder';
import { storeCorpus } from './testing/small-corpus';

const operator: Actor = {
  kind: 'user',
  userId: 'o',
  name: 'Ola',
  email: 'o@example.org',
  role: 'operator',
  via: 'session',
};
const annotator: Actor = { ...operator, userId: 'a', role: 'annotator' };

let database: TestDatabase;
let dataDir: string;
let small: string;
let grown: string;

const texts = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `t${i}`, title: '', text: `Topic ${i % 5}. Text ${i}` }));

async function registerCorpus(name: string, count: number): Promise<string> {
  const reader = await storeCorpus(dataDir, texts(count));
  await database.db.corpus.create({ data: { hash: reader.hash, name, documentCount: count, sizeBytes: 1n } });
  const documents = await reader.read([...Array(count).keys()]);
  await database.db.document.createMany({
    data: documents.map(({ ordinal, id, title, text, textHash }) => ({
      corpusHash: reader.hash,
      ordinal,
      documentId: id,
      title,
      text,
      textHash,
    })),
  });
  await reader.close();
  return reader.hash;
}

const registerCheckpoint = (id: string, component: 'embedder' | 'reranker', sizeBytes = 1000) => {
  const remote = { source: 'remote', baseUrl: 'http://127.0.0.1:9', model: '' };
  const config =
    component === 'embedder'
      ? { ...remote, component, dialect: 'openai', dimension: 24 }
      : { ...remote, component, dialect: 'jina' };
  return database.db.checkpoint.create({
    data: {
      id,
      contentHash: `hash-${id}`,
      name: `name-${id}`,
      component,
      stage: 'base',
      source: 'onnx',
      config,
      files: [{ path: 'model.onnx', sha256: 'x', sizeBytes }],
      adapters: [],
      checks: {},
      createdBy: 'test',
    },
  });
};

function contextOf(jobId: string, signal = new AbortController().signal): JobContext & { phases: string[] } {
  const phases: string[] = [];
  return {
    jobId,
    attempt: 1,
    actor: operator,
    signal,
    phases,
    progress: async ({ phase }) => void phases.push(phase),
    log: async () => {},
  };
}

const ports = (embedder = new HashEmbedder()) => ({ dataDir, openEmbedder: async () => embedder });

async function buildNow(checkpointId: string, corpusHash: string, embedder = new HashEmbedder()) {
  const { indexId, jobId } = await buildIndex(operator, { checkpointId, corpusHash });
  await database.db.job.update({ where: { id: jobId as string }, data: { state: 'running' } });
  const context = contextOf(jobId as string);
  const result = await runIndexBuild({ indexId }, context, ports(embedder));
  await database.db.job.update({ where: { id: jobId as string }, data: { state: 'succeeded', dedupeKey: null } });
  return { indexId, jobId: jobId as string, result, context };
}

const stopJob = (jobId: string, state: string) =>
  database.db.job.update({ where: { id: jobId }, data: { state, dedupeKey: null } });

beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-build-'));
  vi.stubEnv('MIXSTAGE_DATA_DIR', dataDir);
  resetEnv();
  small = await registerCorpus('small', 20);
  grown = await registerCorpus('grown', 26);
  await registerCheckpoint('e1', 'embedder');
  await registerCheckpoint('e2', 'embedder', 1040);
  await registerCheckpoint('e9', 'embedder', 90_000);
  await registerCheckpoint('r1', 'reranker');
});

afterAll(async () => {
  await database.close();
  vi.unstubAllEnvs();
  resetEnv();
  await rm(dataDir, { recursive: true, force: true });
});

describe('buildIndex', () => {
  it('builds, registers and audits an index, and BM25 with it', async () => {
    const { indexId, result, context } = await buildNow('e1', small);
    const row = await database.db.index.findUniqueOrThrow({ where: { id: indexId } });
    expect(row).toMatchObject({ state: 'ready', dimension: 24, documents: 20, manifestHash: result.manifestHash });
    await verifyVectorIndex(path.join(dataDir, row.directory as string), {
      embedderHash: 'hash-e1',
      corpusHash: small,
    });
    await openLexicalIndex(dataDir, small);
    expect(new Set(context.phases)).toEqual(new Set(['embedding', 'writing', 'lexical']));
    const audit = await database.db.auditEntry.findMany({ where: { subjectId: indexId }, orderBy: { seq: 'asc' } });
    expect(audit.map(({ action }) => action)).toEqual(['index.build', 'index.built']);
  });

  it('leaves a finished index as it is', async () => {
    expect((await buildIndex(operator, { checkpointId: 'e1', corpusHash: small })).jobId).toBeNull();
  });

  it('embeds only what a new corpus version added', async () => {
    const embedder = new HashEmbedder();
    const estimate = await estimateIndex(operator, { checkpointId: 'e1', corpusHash: grown });
    expect(estimate).toMatchObject({ documents: 26, textsToEmbed: 6 });
    expect(estimate.seconds).toBeGreaterThan(0);
    const { result } = await buildNow('e1', grown, embedder);
    expect(result).toMatchObject({ embedded: 6, reused: 20 });
    expect(embedder.embeddedTexts).toHaveLength(6);
  });

  it('takes up a build that was stopped, under the same index', async () => {
    const first = await buildIndex(operator, { checkpointId: 'e2', corpusHash: small });
    const abort = new AbortController();
    abort.abort();
    await expect(
      runIndexBuild({ indexId: first.indexId }, contextOf(first.jobId as string, abort.signal), ports()),
    ).rejects.toThrow();
    await stopJob(first.jobId as string, 'cancelled');
    expect((await listIndexes(operator, { checkpointId: 'e2' })).map(({ state }) => state)).toEqual(['failed']);
    const second = await buildNow('e2', small);
    expect(second.indexId).toBe(first.indexId);
    await expect(
      runIndexBuild({ indexId: first.indexId }, contextOf(first.jobId as string), ports()),
      'an older job that is tried again',
    ).rejects.toThrow('out of date');
  });

  it('marks an index failed when its build fails, and lets it be tried again', async () => {
    const { indexId, jobId } = await buildIndex(operator, { checkpointId: 'e9', corpusHash: small });
    const broken = Object.assign(new HashEmbedder(), { failAfterTexts: 3 });
    await expect(runIndexBuild({ indexId }, contextOf(jobId as string), ports(broken))).rejects.toThrow('killed');
    expect((await database.db.index.findUniqueOrThrow({ where: { id: indexId } })).state).toBe('failed');
    await runIndexBuild({ indexId }, contextOf(jobId as string), ports());
    expect((await database.db.index.findUniqueOrThrow({ where: { id: indexId } })).state).toBe('ready');
    await stopJob(jobId as string, 'succeeded');
  });

  it('refuses a second build of the same index at the same time', async () => {
    const { jobId } = await buildIndex(operator, { checkpointId: 'e2', corpusHash: grown });
    await expect(buildIndex(operator, { checkpointId: 'e2', corpusHash: grown })).rejects.toMatchObject({
      code: 'conflict',
    });
    await stopJob(jobId as string, 'cancelled');
  });

  it('builds again on request and ends with the same manifest', async () => {
    const before = await database.db.index.findUniqueOrThrow({
      where: { checkpointId_corpusHash: { checkpointId: 'e1', corpusHash: small } },
    });
    const { indexId, jobId } = await buildIndex(operator, { checkpointId: 'e1', corpusHash: small, isRebuild: true });
    const result = await runIndexBuild({ indexId }, contextOf(jobId as string), ports());
    await stopJob(jobId as string, 'succeeded');
    expect(result.manifestHash).toBe(before.manifestHash);
  });

  it('refuses rerankers, unknown parts and people without the role', async () => {
    await expect(buildIndex(operator, { checkpointId: 'r1', corpusHash: small })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(buildIndex(operator, { checkpointId: 'no', corpusHash: small })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(buildIndex(operator, { checkpointId: 'e1', corpusHash: 'no' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(buildIndex(annotator, { checkpointId: 'e1', corpusHash: small })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('estimateIndexMs', () => {
  it('takes the speed of an embedder of like size when the own one was never measured', async () => {
    await registerCheckpoint('e3', 'embedder', 1010);
    await registerCheckpoint('huge', 'embedder', 5_000_000);
    expect(await estimateIndexMs('e3', 1000)).toBeGreaterThan(0);
    expect(await estimateIndexMs('huge', 1000)).toBeNull();
  });
});

describe('deleteIndex', () => {
  const configurationSpec: ConfigurationSpec = {
    embedders: [{ checkpointId: 'e1', weight: 1 }],
    bm25: { weight: 1, k1: 1.5, b: 0.75 },
    reranker: { checkpointId: 'r1', weight: 1 },
    fusion: { normalise: 'z' },
    operatingPoint: { budget: 60, depth: 10 },
  };

  it('refuses while a release refers to the index, and deletes record and files after it was withdrawn', async () => {
    const index = await database.db.index.findUniqueOrThrow({
      where: { checkpointId_corpusHash: { checkpointId: 'e1', corpusHash: grown } },
    });
    const saved = await saveConfiguration(systemActor(), { name: 'one', spec: configurationSpec });
    const { id: indexId, checkpointId, embedderHash, corpusHash, manifestHash } = index;
    await database.db.release.create({
      data: {
        id: 'release-1',
        number: 1,
        configurationId: saved.id,
        indexes: { corpora: [grown], indexes: [{ indexId, checkpointId, embedderHash, corpusHash, manifestHash }] },
        evidence: [],
        reason: 'test',
        createdBy: 'test',
      },
    });
    expect((await listIndexes(operator, { corpusHash: grown })).find(({ id }) => id === indexId)?.releases).toEqual([
      { id: 'release-1', number: 1 },
    ]);
    await expect(deleteIndex(operator, { indexId, reason: 'space' }, dataDir)).rejects.toThrow('release 1');
    await database.db.release.update({ where: { id: 'release-1' }, data: { withdrawnAt: systemClock.now() } });
    await expect(deleteIndex(operator, { indexId, reason: ' ' }, dataDir)).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(deleteIndex(annotator, { indexId, reason: 'space' }, dataDir)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await deleteIndex(operator, { indexId, reason: 'space' }, dataDir);
    expect(existsSync(path.join(dataDir, index.directory as string))).toBe(false);
    await expect(deleteIndex(operator, { indexId, reason: 'space' }, dataDir)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('refuses while a job is building it', async () => {
    const { indexId, jobId } = await buildIndex(operator, { checkpointId: 'e1', corpusHash: grown });
    await expect(deleteIndex(operator, { indexId, reason: 'space' }, dataDir)).rejects.toThrow('Cancel the job');
    await stopJob(jobId as string, 'cancelled');
    await deleteIndex(operator, { indexId, reason: 'space' }, dataDir);
  });

  it('plans a pipeline from finished indexes and names everything that is missing at once', async () => {
    const plan = await planPipeline(database.db, { id: 'p', spec: configurationSpec, corpusHashes: [small] });
    expect(pipelinePlanSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    expect(plan.corpora[0]?.indexes[0]).toMatchObject({
      checkpointId: 'e1',
      embedderHash: 'hash-e1',
      corpusHash: small,
    });
    const spec = {
      ...configurationSpec,
      embedders: [...configurationSpec.embedders, { checkpointId: 'gone', weight: 1 }],
    };
    const error = await planPipeline(database.db, { id: 'p', spec, corpusHashes: [small, grown] }).catch(
      (reason) => reason,
    );
    expect(error).toMatchObject({ code: 'conflict' });
    expect(error.details.blockers).toHaveLength(4);
  });

  it('refuses a plan whose release was bound to another manifest', async () => {
    const [bound] =
      (await planPipeline(database.db, { id: 'p', spec: configurationSpec, corpusHashes: [small] })).corpora[0]
        ?.indexes ?? [];
    const boundIndexes = [{ indexId: bound?.id as string, manifestHash: 'other' }];
    await expect(
      planPipeline(database.db, { id: 'p', spec: configurationSpec, corpusHashes: [small], boundIndexes }),
    ).rejects.toThrow('not the one that the release was made with');
  });
});

describe('saveConfiguration', () => {
  const spec: ConfigurationSpec = {
    embedders: [{ checkpointId: 'e2', weight: 1 }],
    bm25: null,
    reranker: null,
    fusion: { normalise: 'max' },
    operatingPoint: { budget: 20, depth: 10 },
  };

  it('keeps equal content once, under its first name', async () => {
    const first = await saveConfiguration(operator, { name: 'first', spec });
    const second = await saveConfiguration(operator, { name: 'second', spec });
    expect(second).toEqual({ ...first, isNew: false });
    expect(first.isNew).toBe(true);
  });

  it('keeps it once also when two people save it at the same moment', async () => {
    const twin = { ...spec, operatingPoint: { budget: 21, depth: 10 } };
    const saved = await Promise.all(['a', 'b', 'c'].map((name) => saveConfiguration(operator, { name, spec: twin })));
    expect(new Set(saved.map(({ id }) => id)).size).toBe(1);
    expect(saved.filter(({ isNew }) => isNew)).toHaveLength(1);
  });

  it('names every checkpoint that does not fit', async () => {
    const wrong = {
      ...spec,
      embedders: [{ checkpointId: 'r1', weight: 1 }],
      reranker: { checkpointId: 'gone', weight: 1 },
    };
    const error = await saveConfiguration(operator, { name: 'x', spec: wrong }).catch((reason) => reason);
    expect(error.details.issues).toEqual([
      { path: 'embedders.0.checkpointId', message: 'is a reranker, not an embedder' },
      { path: 'reranker.checkpointId', message: 'is no known checkpoint' },
    ]);
  });

  it('refuses a missing name and people without the role', async () => {
    await expect(saveConfiguration(operator, { name: ' ', spec })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(saveConfiguration(annotator, { name: 'x', spec })).rejects.toMatchObject({ code: 'forbidden' });
  });
});
