import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '@/lib/auth/actor';
import { trainingRecordSchema, trainingsSchema } from '@/lib/contracts/trainings';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database';
import { viewTrainingRecord, viewTrainings } from './view-training';

const actor = systemActor('test');
const dev = { recall20: 0.4, recall60: 0.6, recall100: 0.7, mrr10: 0.3, ndcg10: 0.3 };
const gain = { recall20: 0, recall60: -0.1, recall100: 0, mrr10: 0.1, ndcg10: 0 };
const statistics = {
  questions: 2,
  withoutNegatives: 0,
  fewerThanAsked: 1,
  suspectedFalseNegatives: 3,
  positivesNotFound: 0,
};

describe('a training as the console shows it', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    const { db } = test;
    await db.corpus.create({
      data: { hash: 'c1', name: 'laws', documentCount: 2, sizeBytes: 10 },
    });
    await db.document.createMany({
      data: [
        { corpusHash: 'c1', ordinal: 0, documentId: 'd1', title: 'Right', text: 'The answer.', textHash: 'h1' },
        { corpusHash: 'c1', ordinal: 1, documentId: 'd2', title: 'Wrong', text: 'Looks alike.', textHash: 'h2' },
      ],
    });
    await db.dataset.create({
      data: { id: 'ds', slug: 'laws', name: 'Laws', instruction: '', createdBy: 'test' },
    });
    await db.datasetVersion.create({
      data: {
        id: 'v1',
        datasetId: 'ds',
        number: 1,
        corpusHash: 'c1',
        contentHash: 'x',
        queryCount: 1,
        splits: { train: { queries: 1, pairs: 1 } },
        maxGrade: 1,
        relevantFrom: 1,
        report: {},
        createdBy: 'test',
      },
    });
    await db.query.create({ data: { versionId: 'v1', queryId: 'q1', text: 'What is right?' } });
    await db.qrel.create({ data: { versionId: 'v1', split: 'train', queryId: 'q1', documentId: 'd1', grade: 1 } });
    await db.training.create({
      data: {
        id: 't1',
        name: 'laws embedder',
        component: 'embedder',
        versionId: 'v1',
        stages: ['base', 'stage-1'],
        settings: {
          component: 'embedder',
          datasets: ['laws'],
          trainSplit: 'train',
          devSplit: 'dev',
          stages: ['base', 'stage-1'],
          seed: 7,
          precision: 'int8',
          model: 'static-bag',
          corpusHash: 'c1',
          versionIds: ['v1'],
        },
        plan: {
          stages: [
            { stage: 'base', steps: 10, cpuSeconds: 5 },
            { stage: 'stage-1', steps: 400, cpuSeconds: 50 },
          ],
          preparationCpuSeconds: 1,
          cpuMinutes: 1,
          warnings: [],
        },
        state: 'running',
        jobId: 'j1',
        createdBy: 'test',
      },
    });
    await db.job.create({
      data: {
        id: 'j1',
        kind: 'training.run',
        payload: {},
        state: 'queued',
        pauseRequested: true,
        progress: { phase: 'embedder stage-1', done: 300, total: 400, unit: 'steps', etaS: 9 },
        createdBy: 'test',
      },
    });
    const step = (n: number, loss: number | null) => ({
      trainingId: 't1',
      stage: 'stage-1',
      step: n,
      epoch: 0,
      values: { kind: 'step', step: n, totalSteps: 400, loss, learningRate: 0.1, tokensPerSecond: 900 },
    });
    const event = (values: object) => ({
      trainingId: 't1',
      stage: 'stage-1',
      step: 0,
      epoch: 0,
      values: { ...values },
    });
    await db.trainingPoint.createMany({
      data: [
        event({ kind: 'started', totalSteps: 400, trainQuestions: 1, devQuestions: 1 }),
        event({
          kind: 'mined',
          epoch: 0,
          statistics,
          examples: [{ questionId: 'q1', documentId: 'd2', rank: 4, minedBy: 'parent' }],
        }),
        ...Array.from({ length: 300 }, (_, i) => step(i + 1, 5)),
        // A second try did the last ten steps again.
        ...Array.from({ length: 10 }, (_, i) => step(i + 291, i === 9 ? null : 4)),
        event({ kind: 'measured', epoch: 1, loss: 5, dev, isBest: true }),
        event({ kind: 'measured', epoch: 1, loss: 5, dev, isBest: true }),
        event({ kind: 'of a later version' }),
      ],
    });
    await db.checkpoint.create({
      data: {
        id: 'k1',
        contentHash: 'k',
        name: 'laws base',
        component: 'embedder',
        stage: 'base',
        source: 'onnx',
        directory: 'checkpoints/k',
        config: {},
        files: [],
        adapters: [],
        checks: {},
        createdBy: 'test',
        lineage: {
          training: { id: 't1', stage: 'base' },
          dev,
          comparison: { gain, hasRegressed: true, worse: [{ id: 'q1', before: 1, after: 0 }] },
        },
      },
    });
  });
  afterAll(() => test.close());

  it('has the state of its job, not what its row still says', async () => {
    const { trainings } = trainingsSchema.parse(await viewTrainings(actor));
    expect(trainings[0]).toMatchObject({ state: 'paused', isPausing: false, error: null });
    expect(trainings[0]?.checkpoints).toMatchObject([{ id: 'k1', stage: 'base', hasRegressed: true }]);
  });

  it('thins its curve, keeps the last step, and counts what a second try repeated once', async () => {
    const record = trainingRecordSchema.parse(await viewTrainingRecord(actor, 't1'));
    const stage = record.progressByStage[1];
    expect(stage?.loss.length).toBeGreaterThan(100);
    expect(stage?.loss.length).toBeLessThanOrEqual(150);
    expect(stage?.loss.at(-1)).toEqual({ step: 300, loss: null, learningRate: 0.1 });
    expect(stage?.loss.map(({ step }) => step)).toEqual([...new Set(stage?.loss.map(({ step }) => step))]);
    expect(stage?.measured).toHaveLength(1);
    expect(stage).toMatchObject({ state: 'working', step: 300, totalSteps: 400, tokensPerSecond: 900 });
  });

  it('shows mined negatives and questions that got worse with their texts', async () => {
    const { progressByStage } = await viewTrainingRecord(actor, 't1');
    expect(progressByStage[1]?.minings[0]).toMatchObject({ suspectedFalseNegatives: 3 });
    expect(progressByStage[1]?.minings[0]?.examples[0]).toMatchObject({
      question: { id: 'q1', text: 'What is right?' },
      negative: { id: 'd2', title: 'Wrong', preview: 'Looks alike.' },
      positive: { id: 'd1' },
      minedBy: 'parent',
    });
    expect(progressByStage[0]?.comparison).toMatchObject({
      hasRegressed: true,
      worseCount: 1,
      worse: [{ id: 'q1', text: 'What is right?', before: 1, after: 0 }],
    });
  });

  it('is not found under an id that nobody has', async () => {
    await expect(viewTrainingRecord(actor, 'nobody')).rejects.toThrow('no such training');
  });
});
