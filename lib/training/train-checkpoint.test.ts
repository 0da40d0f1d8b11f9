import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cancelled, InvalidInput, Uncomputable } from '@/lib/foundation/errors';
import { sha256 } from '@/lib/foundation/hash';
import { readModelFolder } from '@/lib/models/read-model-folder';
import { createTokenizer } from '@/lib/models/tokenizer';
import { createSession, createSessionFromBytes } from '@/lib/onnx/session';
import { type FolderFiles, readParent } from './checkpoint/checkpoint-files';
import { stageNames } from './recipe';
import { tinyCollection, tinyRecipes, tinySettings } from './testing/tiny-collection';
import { type TrainedCheckpoint, type TrainingInput, trainStages } from './train-checkpoint';
import type { EpochState, TrainingEvent, TrainingPorts } from './training-ports';

const { documents, task } = tinyCollection();
const { embedder } = tinyRecipes;
const input = (more: Partial<TrainingInput> = {}): TrainingInput => ({
  component: 'embedder',
  documents,
  tasks: [task],
  stages: stageNames,
  seed: 7,
  ...tinySettings,
  ...more,
});

const ports = (more: Partial<TrainingPorts> = {}): TrainingPorts => ({
  createRunner: (model) => createSessionFromBytes(model),
  onProgress: () => {},
  nowMs: () => 0,
  ...more,
});

async function train(
  more: Partial<TrainingInput> = {},
  morePorts: Partial<TrainingPorts> = {},
): Promise<TrainedCheckpoint[]> {
  const checkpoints: TrainedCheckpoint[] = [];
  for await (const checkpoint of trainStages(input(more), ports(morePorts))) checkpoints.push(checkpoint);
  return checkpoints;
}

const hashes = (files: FolderFiles | undefined): Record<string, string> =>
  Object.fromEntries([...(files ?? [])].map(([name, bytes]) => [name, sha256(bytes)]));

let directory: string;
let embedders: TrainedCheckpoint[];
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'mixstage-training-'));
  embedders = await train({ precision: 'float32' });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function folderOf({ component, stage, files }: TrainedCheckpoint): Promise<string> {
  const folder = path.join(directory, `${component}-${stage}`);
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of files) await writeFile(path.join(folder, name), bytes);
  return folder;
}

describe('training an embedder through all stages', () => {
  it('yields four checkpoints and learns the lay words of the questions', () => {
    expect(embedders.map(({ stage }) => stage)).toEqual(stageNames);
    const dev = embedders.map(({ report }) => report.dev?.mrr10 ?? 0);
    expect(dev[2]).toBeGreaterThan((dev[0] ?? 1) + 0.1);
    expect(embedders[3]?.report.comparison?.gain.mrr10).toBeDefined();
  });

  it('says how many labels point nowhere, and carves dev from train', () => {
    const report = embedders[0]?.report;
    expect(report?.labelProblems).toEqual({ unknownDocuments: 0, unknownQueries: 1, queriesWithoutPositives: 0 });
    expect([report?.trainQuestions, report?.devQuestions]).toEqual([90, 10]);
  });

  it('writes folders that the ordinary importer reads, with the vectors of training', async () => {
    const checkpoint = embedders[3] as TrainedCheckpoint;
    const folder = await folderOf(checkpoint);
    const { config } = await readModelFolder(folder);
    expect(config).toMatchObject({
      component: 'embedder',
      pooling: 'in-graph',
      dimension: 32,
      output: 'sentence_embedding',
    });
    const parsed = (name: string) => JSON.parse(new TextDecoder().decode(checkpoint.files.get(name)));
    const ids = createTokenizer(parsed('tokenizer.json'), parsed('tokenizer_config.json')).encode('房屋给钱怎么办');
    expect(ids.length).toBe(7);
    const session = await createSession(path.join(folder, 'model.onnx'));
    const tensor = (data: number[]) => ({
      type: 'int64' as const,
      data: BigInt64Array.from(data, BigInt),
      dims: [1, data.length],
    });
    const outputs = await session.run({ input_ids: tensor(ids), attention_mask: tensor(ids.map(() => 1)) });
    const vector = outputs.sentence_embedding?.data as Float32Array;
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  });

  it('gives bit-identical files for the same seed and other files for another', async () => {
    const stages = ['base', 'stage-1'] as const;
    const again = await train({ precision: 'float32', stages });
    for (const [i, { files }] of again.entries()) expect(hashes(files)).toEqual(hashes(embedders[i]?.files));
    const [other] = await train({ precision: 'float32', stages: ['base'], seed: 8 });
    expect(hashes(other?.files)['model.onnx']).not.toBe(hashes(embedders[0]?.files)['model.onnx']);
  });

  it('resumes after a kill with the same bits as an uninterrupted training', async () => {
    const kept = new Map<string, EpochState>();
    const copy = (state: EpochState): EpochState => ({
      facts: { ...state.facts },
      arrays: new Map([...state.arrays].map(([name, data]) => [name, data.slice()])),
    });
    const saveEpoch = async (key: string, state: EpochState) => void kept.set(key, copy(state));
    const loadEpoch = async (key: string) => kept.get(key);
    const stop = new AbortController();
    const onProgress = (event: TrainingEvent) => {
      if (event.stage === 'stage-1' && event.kind === 'measured') stop.abort();
    };
    const stages = ['base', 'stage-1'] as const;
    const killed = train({ precision: 'float32', stages }, { saveEpoch, loadEpoch, onProgress, signal: stop.signal });
    await expect(killed).rejects.toThrow(Cancelled);
    const resumed: number[] = [];
    const listen = (event: TrainingEvent) => void (event.kind === 'resumed' && resumed.push(event.epoch));
    const after = await train({ precision: 'float32', stages }, { saveEpoch, loadEpoch, onProgress: listen });
    expect(resumed.length).toBeGreaterThan(0);
    expect(hashes(after[1]?.files)).toEqual(hashes(embedders[1]?.files));
  });

  it('continues from the files of a parent as it would have without the break', async () => {
    const parent = embedders[0]?.files;
    const [stage1] = await train({ precision: 'float32', stages: ['stage-1'], parent });
    expect(hashes(stage1?.files)).toEqual(hashes(embedders[1]?.files));
    expect(stage1?.report.comparison).toBeDefined();
  });

  it('trains an adapter on a frozen table and ships both it and the merged model', async () => {
    const lora = { ...embedder['stage-1'], tuning: { kind: 'lora' as const, rank: 4, alpha: 8 } };
    const recipes = { embedder: { 'stage-1': lora } };
    const [stage1] = await train({ precision: 'float32', stages: ['stage-1'], parent: embedders[0]?.files, recipes });
    expect(stage1?.files.has('adapter.safetensors')).toBe(true);
    const [before, after] = [embedders[0], stage1].map((checkpoint) => readParent(checkpoint?.files ?? new Map()));
    expect(after?.bag.gains).toEqual(before?.bag.gains);
    expect(after?.bag.table).not.toEqual(before?.bag.table);
  });

  it('measures what 8-bit storage costs', async () => {
    const [base] = await train({ stages: ['base'] });
    expect(base?.report.precision).toBe('int8');
    expect(Math.abs(base?.report.quantisationLoss?.recall60 ?? 1)).toBeLessThan(0.1);
    expect(base?.files.get('model.onnx')?.length).toBeLessThan(embedders[0]?.files.get('model.onnx')?.length ?? 0);
  });
});

describe('training a reranker through all stages', () => {
  it.each(['cross-encoder', 'kernel-pooling'] as const)('%s: yields four checkpoints that load', async (kind) => {
    const files = (stage: number) => embedders[stage]?.files ?? new Map();
    const rerankers = await train({
      component: 'reranker',
      embedder: { base: files(0), final: files(3) },
      precision: 'int8',
      rerankerShape: { ...tinySettings.rerankerShape, kind },
    });
    expect(rerankers.map(({ stage }) => stage)).toEqual(stageNames);
    const last = rerankers[3] as TrainedCheckpoint;
    expect(last.report.fusion?.share).toBeGreaterThan(0);
    const folder = await folderOf(last);
    expect((await readModelFolder(folder)).config).toMatchObject({
      component: 'reranker',
      head: { kind: 'one-logit' },
    });
    const session = await createSession(path.join(folder, 'model.onnx'));
    expect([...session.inputNames].sort()).toEqual(['attention_mask', 'input_ids', 'token_type_ids']);
    await session.release();
  });
});

describe('input that cannot be trained on', () => {
  it.each([
    ['stages with a gap', { stages: ['base', 'stage-2'] as const }, InvalidInput],
    ['a later stage without a parent', { stages: ['stage-1'] as const }, InvalidInput],
    ['a reranker without an embedder', { component: 'reranker' as const }, InvalidInput],
    ['an empty corpus', { documents: [] }, Uncomputable],
    ['a parent that was not trained here', { stages: ['stage-1'] as const, parent: new Map() }, InvalidInput],
  ])('is refused: %s', async (_name, more, error) => {
    await expect(train(more)).rejects.toThrow(error);
  });

  it('is refused at the first labelled stage when no label is usable, after the base was made', async () => {
    const stages = trainStages(input({ tasks: [{ ...task, train: new Map() }] }), ports());
    expect((await stages.next()).value).toMatchObject({ stage: 'base' });
    const labelledOnly = { ...embedder['stage-1'], sources: { labelled: 1 } };
    const recipes = { embedder: { ...embedder, 'stage-1': labelledOnly } };
    await expect(train({ tasks: [{ ...task, train: new Map() }], recipes })).rejects.toThrow(Uncomputable);
  });

  it('ends with the batch named when the loss stops being a number', async () => {
    const recipes = { embedder: { base: { ...embedder.base, learningRate: 1e38 } } };
    await expect(train({ stages: ['base'], recipes })).rejects.toThrow(/epoch \d+, batch \d+/);
  });

  it('survives ten documents, texts of one character and of twenty thousand', async () => {
    const odd = documents.slice(0, 8).concat([
      { id: 'one', title: '', text: '法' },
      { id: 'long', title: '长', text: '很长的法律条文。'.repeat(2500) },
    ]);
    const [base, stage1] = await train({ documents: odd, stages: ['base', 'stage-1'], precision: 'float32' });
    expect(base?.report.documents).toBe(10);
    expect(Number.isFinite(stage1?.report.loss)).toBe(true);
  });
});
