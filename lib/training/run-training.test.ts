import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemActor } from '@/lib/auth/actor';
import { importDataset } from '@/lib/datasets/import-dataset';
import { importRequestSchema } from '@/lib/datasets/import-dataset.job';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database';
import { env, resetEnv } from '@/lib/foundation/env';
import { OutOfSpace } from '@/lib/foundation/errors';
import { seededRandom } from '@/lib/foundation/random';
import { claimJob, claimJobById } from '@/lib/jobs/claim-job';
import type { JobDefinition } from '@/lib/jobs/define-job';
import { cancelJob, getJob, pauseJob, retryJob } from '@/lib/jobs/jobs';
import { runJob } from '@/lib/jobs/run-job';
import { deleteTraining } from './delete-training';
import { getTraining, readTrainingPoints } from './list-trainings';
import { prepareTraining, requestTraining } from './request-training';
import { runTrainingJob } from './run-training.job';
import { runTrainingProcess } from './running/run-training-process';
import { storedSettingsSchema } from './running/stored-settings';
import { writeInstruction } from './running/write-instruction';
import type { TrainingSettingsInput } from './training-settings';

const actor = systemActor('test');
const definitions = [runTrainingJob as unknown as JobDefinition];
const never = new AbortController().signal;

/** Questions ask in other words than the documents answer in, except for the topic. */
function collection(topics: number, length: number) {
  const [formal, lay] = [
    ['解除', '赔偿', '登记', '期限', '转让'],
    ['不干了', '给钱', '上户', '多久', '卖掉'],
  ];
  const random = seededRandom(5);
  const word = (size: number) =>
    Array.from({ length: size }, () => String.fromCodePoint(0x5000 + random.int(400))).join('');
  const corpus: object[] = [];
  const queries: object[] = [];
  const qrels: string[] = [];
  for (let t = 0; t < topics; t++) {
    const topic = word(2);
    for (const [f, term] of formal.entries()) {
      const id = `d${t}-${f}`;
      const text = length > 1 ? `关于${topic}的${term}，${word(length)}应当${term}。` : word(1);
      corpus.push({ _id: id, title: length > 1 ? `${topic}法第${f}条` : '', text });
      for (let n = 0; n < 2; n++) {
        queries.push({ _id: `${id}-${n}`, text: `${word(3)}${topic}${lay[f]}怎么办${n}` });
        qrels.push(`${id}-${n}\t${id}\t1`);
      }
    }
  }
  return { corpus, queries, qrels };
}

async function importCollection(slug: string, topics: number, length: number): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mixstage-collection-'));
  const { corpus, queries, qrels } = collection(topics, length);
  const lines = (rows: object[]) => rows.map((row) => JSON.stringify(row)).join('\n');
  await mkdir(path.join(folder, 'qrels'));
  await writeFile(path.join(folder, 'corpus.jsonl'), lines(corpus));
  await writeFile(path.join(folder, 'queries.jsonl'), lines(queries));
  await writeFile(path.join(folder, 'qrels/train.tsv'), `query-id\tcorpus-id\tscore\n${qrels.join('\n')}\n`);
  await importDataset(actor, importRequestSchema.parse({ source: { kind: 'path', path: folder }, slug }));
  await rm(folder, { recursive: true });
}

describe('a training as a job', () => {
  let test: TestDatabase;
  let dataDir: string;
  /** checkpoints by stage of a training that nobody disturbed, for seed 11 */
  let undisturbed: { stage: string; checkpointId: string }[];

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-training-'));
    vi.stubEnv('MIXSTAGE_DATA_DIR', dataDir);
    resetEnv();
    test = await createTestDatabase();
    await importCollection('tiny', 20, 30);
    await importCollection('letters', 2, 1);
  });
  afterAll(async () => {
    await test.close();
    vi.unstubAllEnvs();
    resetEnv();
    await rm(dataDir, { recursive: true, force: true });
  });

  const settings = (more: Partial<TrainingSettingsInput> = {}): TrainingSettingsInput => ({
    component: 'embedder',
    datasets: ['tiny'],
    stages: ['base', 'stage-1', 'stage-2'],
    seed: 11,
    ...more,
  });
  const start = (more: Partial<TrainingSettingsInput> = {}) => requestTraining(actor, settings(more));
  const work = async (jobId: string) => {
    const claimed = await claimJobById('w1', jobId);
    if (claimed) await runJob(claimed, definitions, never);
  };
  const checkpointsOf = async (jobId: string) =>
    (await getJob(actor, jobId)).result as { checkpoints: { stage: string; checkpointId: string }[] } | null;
  const logOf = async (jobId: string) => (await getJob(actor, jobId)).logs.map((line) => line.message).join('\n');
  /** Waits until the training has said that it works at a stage. */
  const reaches = async (trainingId: string, stage: string) => {
    while ((await test.db.trainingPoint.count({ where: { trainingId, stage } })) === 0) await pause(10);
  };
  const processOf = async (jobId: string) => Number([...(await logOf(jobId)).matchAll(/Process (\d+)/g)].at(-1)?.[1]);

  it('registers every stage with its lineage, and keeps the curves', async () => {
    const { trainingId, jobId } = await start();
    await work(jobId);
    const result = await checkpointsOf(jobId);
    undisturbed = result?.checkpoints ?? [];
    expect(undisturbed.map(({ stage }) => stage)).toEqual(['base', 'stage-1', 'stage-2']);
    const [base, first] = await Promise.all(
      undisturbed.map(({ checkpointId }) => test.db.checkpoint.findUniqueOrThrow({ where: { id: checkpointId } })),
    );
    expect(first?.parentId).toBe(base?.id);
    expect(first?.lineage).toMatchObject({ seed: 11, stage: 'stage-1', training: { id: trainingId } });
    expect(first?.lineage).toHaveProperty('comparison.gain.recall60');
    expect((await getTraining(actor, trainingId)).state).toBe('succeeded');
    const kinds = (await readTrainingPoints(trainingId)).map(({ values }) => (values as { kind: string }).kind);
    expect(new Set(kinds)).toEqual(new Set(['started', 'step', 'mined', 'measured']));
    expect(await readdir(path.join(dataDir, 'trainings', trainingId))).not.toContain('epochs');
  }, 60_000);

  it('reaches the same checkpoints when it is killed in the middle and then paused', async () => {
    const { trainingId, jobId } = await start();
    const paused = work(jobId);
    await reaches(trainingId, 'stage-1');
    process.kill(await processOf(jobId), 'SIGKILL');
    await paused;
    expect((await getTraining(actor, trainingId)).state).toBe('queued');
    const again = work(jobId);
    await reaches(trainingId, 'stage-2');
    await pauseJob(actor, jobId, true);
    // The heartbeat that tells of the pause comes in five seconds; until then nothing may end by itself.
    process.kill(await processOf(jobId), 'SIGSTOP');
    await pause(5_500);
    process.kill(await processOf(jobId), 'SIGCONT');
    await again;
    expect((await getTraining(actor, trainingId)).state).toBe('paused');
    expect(await claimJob('w2', [runTrainingJob.kind])).toBeUndefined();
    await pauseJob(actor, jobId, false);
    await work(jobId);
    expect(await logOf(jobId)).toMatch(/stage-1: goes on after epoch \d/);
    expect((await checkpointsOf(jobId))?.checkpoints).toEqual(undisturbed);
    expect((await getTraining(actor, trainingId)).state).toBe('succeeded');
  }, 90_000);

  it('that is cancelled registers nothing more and can be tried again', async () => {
    const before = await test.db.checkpoint.count();
    const { trainingId, jobId } = await start({ seed: 12 });
    await cancelJob(actor, jobId);
    expect((await getTraining(actor, trainingId)).state).toBe('cancelled');
    await retryJob(actor, jobId);
    const working = work(jobId);
    await reaches(trainingId, 'base');
    process.kill(await processOf(jobId), 'SIGSTOP');
    await cancelJob(actor, jobId);
    await pause(5_500);
    process.kill(await processOf(jobId), 'SIGCONT');
    await working;
    expect((await getTraining(actor, trainingId)).state).toBe('cancelled');
    expect(await test.db.checkpoint.count()).toBe(before);
    expect(await readdir(path.join(dataDir, 'checkpoints'))).toHaveLength(before);
    await deleteTraining(actor, trainingId, 'not needed');
    expect(await readdir(path.join(dataDir, 'trainings'))).not.toContain(trainingId);
  }, 60_000);

  it('that cannot learn fails at once, in words, without a checkpoint', async () => {
    const { trainingId, jobId } = await start({ datasets: ['letters'], stages: ['base'] });
    await work(jobId);
    const job = await getJob(actor, jobId);
    expect(job).toMatchObject({ state: 'failed', attempts: 1, error: { code: 'uncomputable' } });
    expect((await getTraining(actor, trainingId)).state).toBe('failed');
    expect(await readdir(path.join(dataDir, 'trainings', trainingId))).toEqual(['instruction.json']);
  }, 60_000);

  it('whose checkpoint cannot be registered stops, and never registers a later stage without its parent', async () => {
    const { trainingId } = await start({ stages: ['base', 'stage-1'], seed: 13 });
    const { settings: stored } = await test.db.training.findUniqueOrThrow({ where: { id: trainingId } });
    const file = await writeInstruction(
      storedSettingsSchema.parse(stored),
      path.join(dataDir, 'trainings', trainingId),
    );
    const seen: string[] = [];
    const failed = runTrainingProcess(file, {
      signal: never,
      onEvent: () => undefined,
      onFinished: async (stage) => {
        seen.push(stage);
        throw new OutOfSpace('The disk is full.');
      },
    });
    await expect(failed).rejects.toThrow('The disk is full.');
    expect(seen).toEqual(['base']);
  }, 60_000);

  it('tells its process nothing of a split that it may not read', async () => {
    await expect(prepareTraining(actor, settings({ trainSplit: 'test' }))).rejects.toThrow('never learned from');
    await expect(prepareTraining(actor, settings({ devSplit: 'test' }))).rejects.toThrow('kept for evaluations');
    await expect(prepareTraining(actor, settings({ devSplit: 'train' }))).rejects.toThrow('that it learns');
    const { trainingId } = await start();
    const { settings: stored } = await test.db.training.findUniqueOrThrow({ where: { id: trainingId } });
    const file = await writeInstruction(
      storedSettingsSchema.parse(stored),
      path.join(dataDir, 'trainings', trainingId),
    );
    const { tasks } = JSON.parse(await readFile(file, 'utf8'));
    expect(Object.keys(tasks[0])).toEqual(['name', 'instruction', 'queries', 'train']);
  });

  it('is refused before it starts when stages leave a gap or a checkpoint of the wrong kind is chosen', async () => {
    await expect(prepareTraining(actor, settings({ stages: ['base', 'stage-2'] }))).rejects.toThrow('without gaps');
    await expect(prepareTraining(actor, settings({ stages: ['stage-1'] }))).rejects.toThrow('choose the parent');
    const reranker = settings({ component: 'reranker', stages: ['base'] });
    await expect(prepareTraining(actor, reranker)).rejects.toThrow('choose one');
    const embedderId = undisturbed.at(-1)?.checkpointId as string;
    const wrong = settings({ component: 'reranker', stages: ['stage-1'], parentId: embedderId, embedderId });
    await expect(prepareTraining(actor, wrong)).rejects.toThrow('not a reranker');
    expect((await prepareTraining(actor, { ...reranker, embedderId })).plan.stages).toHaveLength(1);
  });

  it('keeps its folder while later stages may start from it', async () => {
    const training = await test.db.training.findFirstOrThrow({
      where: { state: 'succeeded' },
      orderBy: { createdAt: 'asc' },
    });
    await expect(deleteTraining(actor, training.id, 'not needed')).rejects.toThrow('Archive what is no longer needed');
    expect(env().dataDir).toBe(dataDir);
  });
});
