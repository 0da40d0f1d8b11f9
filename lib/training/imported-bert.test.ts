import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { InvalidInput } from '@/lib/foundation/errors';
import { sha256 } from '@/lib/foundation/hash';
import { hasShared, needsShared, sharedPath } from '@/lib/foundation/testing/shared-material';
import { createSessionFromBytes } from '@/lib/onnx/session';
import { readImportedBert } from './checkpoint/read-imported-bert';
import { readTransformerParent } from './checkpoint/transformer-files';
import { transformerGraph } from './embedder/transformer-encoder';
import { transformerRecipes } from './recipes/transformer-stages';
import type { TrainingDocument } from './text/encode-data';
import { type TrainedCheckpoint, trainStages } from './train-checkpoint';

function folder(name: string): Map<string, Uint8Array> {
  const root = sharedPath('models', name);
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((file) => {
      const full = path.join(file.parentPath, file.name);
      return [path.relative(root, full), new Uint8Array(readFileSync(full))];
    }),
  );
}

async function embed(model: Uint8Array, ids: number[]): Promise<Float32Array> {
  const session = await createSessionFromBytes(model);
  const tensor = (data: number[]) => ({
    type: 'int64' as const,
    data: BigInt64Array.from(data, BigInt),
    dims: [1, data.length],
  });
  const outputs = await session.run({ input_ids: tensor(ids), attention_mask: tensor(ids.map(() => 1)) });
  await session.release();
  return outputs.sentence_embedding?.data as Float32Array;
}

describe.skipIf(!hasShared('models'))(`an imported transformer (${needsShared})`, () => {
  it.each(['zh-tiny-embed', 'zh-tiny-base'])(
    '%s, rebuilt from its weights, gives the vectors of PyTorch',
    async (name) => {
      const files = folder(name);
      const { shape, weights } = readImportedBert(files);
      const expected = JSON.parse(new TextDecoder().decode(files.get('expected.json')));
      const vectors = Object.values(expected).find(
        (value) => Array.isArray(value) && Array.isArray(value[0]) && value[0].length === 128,
      );
      const model = transformerGraph(shape, weights);
      for (const [i, ids] of (expected.input_ids as number[][]).entries()) {
        const vector = await embed(model, ids);
        const worst = vector.reduce(
          (most, x, k) => Math.max(most, Math.abs(x - ((vectors as number[][])[i]?.[k] ?? 9))),
          0,
        );
        expect(worst).toBeLessThan(1e-5);
      }
    },
  );

  it('is fine-tuned with adapters while its base stays as it is, stage upon stage', async () => {
    const topics = ['工资', '专利', '婚姻', '房屋', '交通', '税务', '公司', '继承'];
    const documents: TrainingDocument[] = topics.map((topic, i) => ({
      id: `d${i}`,
      title: `${topic}法`,
      text: `关于${topic}的规定，应当依法办理。`,
    }));
    const queries = new Map(topics.map((topic, i) => [`q${i}`, `${topic}的事情怎么办`]));
    const train = new Map(topics.map((_, i) => [`q${i}`, [`d${i}`]]));
    const parent = folder('zh-tiny-embed');
    const small = { batchSize: 8, epochs: 4 };
    const recipes = {
      embedder: {
        'stage-1': { ...transformerRecipes['stage-1'], ...small },
        'stage-2': { ...transformerRecipes['stage-2'], ...small },
      },
    };
    const ports = {
      createRunner: (model: Uint8Array) => createSessionFromBytes(model),
      onProgress: () => {},
      nowMs: () => 0,
    };
    const tasks = [{ name: 'tiny', queries, train }];
    const run = async (): Promise<TrainedCheckpoint[]> => {
      const checkpoints: TrainedCheckpoint[] = [];
      const stages = ['stage-1', 'stage-2'] as const;
      for await (const checkpoint of trainStages(
        { component: 'embedder', documents, tasks, stages, seed: 1, parent, recipes },
        ports,
      )) {
        checkpoints.push(checkpoint);
      }
      return checkpoints;
    };
    const [stage1, stage2] = await run();
    const [before, after] = [readImportedBert(parent), readTransformerParent(stage1?.files ?? new Map())];
    // By hash: comparing megabytes element by element takes an assertion library minutes.
    const hashOf = (data: Float32Array | undefined) => sha256(new Uint8Array(data?.buffer ?? new ArrayBuffer(0)));
    const [frozen, adapted] = ['words.weight', 'layer.0.inner.weight'];
    expect(hashOf(after.weights.get(frozen))).toBe(hashOf(before.weights.get(frozen)));
    expect(hashOf(after.weights.get(adapted))).not.toBe(hashOf(before.weights.get(adapted)));
    expect(stage2?.files.has('adapter.safetensors')).toBe(true);
    const [again] = await run();
    const modelOf = (checkpoint?: TrainedCheckpoint) => sha256(checkpoint?.files.get('model.onnx') ?? '');
    expect(modelOf(again)).toBe(modelOf(stage1));
  });

  it('is refused with a reason when its weights cannot be told apart', () => {
    expect(() => readImportedBert(folder('tiny-qwen3-embed'))).toThrow(InvalidInput);
    const files = folder('zh-tiny-embed');
    files.delete('config.json');
    expect(() => readImportedBert(files)).toThrow(/config.json/);
  });
});

describe('a transformer from scratch', () => {
  it('is trained, exported and read back', async () => {
    const documents = Array.from({ length: 40 }, (_, i) => ({
      id: `d${i}`,
      title: `第${i}条`,
      text: Array.from({ length: 30 }, (_, k) => String.fromCodePoint(0x4e00 + ((i * 37 + k * 11) % 200))).join(''),
    }));
    const recipes = { embedder: { base: { ...transformerRecipes.base, batchSize: 16, epochs: 2 } } };
    const ports = {
      createRunner: (model: Uint8Array) => createSessionFromBytes(model),
      onProgress: () => {},
      nowMs: () => 0,
    };
    const queries = new Map([['q', '第3条']]);
    const tasks = [{ name: 't', queries, train: new Map([['q', ['d3']]]) }];
    const stages = trainStages(
      { component: 'embedder', model: 'transformer', documents, tasks, stages: ['base'], seed: 1, recipes },
      ports,
    );
    const { value } = await stages.next();
    const checkpoint = value as TrainedCheckpoint;
    const parent = readTransformerParent(checkpoint.files);
    const vector = await embed(checkpoint.files.get('model.onnx') as Uint8Array, [2, 9, 10, 3]);
    expect(vector).toEqual(await embed(transformerGraph(parent.shape, parent.weights), [2, 9, 10, 3]));
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  });
});
