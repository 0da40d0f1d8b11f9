import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasShared, needsShared, sharedPath } from '@/lib/foundation/testing/shared-material';
import { decodeModel, encodeModel } from '@/lib/nn/onnx-proto';
import { createOnnxPool, type OnnxPool } from '@/lib/onnx/thread-pool';
import { readSafetensors } from './adapters/safetensors';
import { openEmbedder } from './embedder';
import { mergeAdapters } from './merge-adapters';
import { narrowCausalHead } from './narrow-causal-head';
import { readAdapter } from './read-adapter';
import { readModelFolder } from './read-model-folder';
import { openReranker } from './reranker';
import { writeSafetensors, writeTinyAdapter } from './testing/tiny-adapter';
import { writeTinyModel } from './testing/tiny-model';

let directory: string;
let pool: OnnxPool;
beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'mixstage-merge-'));
  pool = createOnnxPool({ threads: 1 });
});
afterAll(async () => {
  await pool.close();
  await rm(directory, { recursive: true, force: true });
});
let made = 0;
const fresh = () => path.join(directory, `folder-${made++}`);

async function vectors(folder: string, texts: string[]): Promise<Float32Array> {
  const { config } = await readModelFolder(folder);
  const embedder = await openEmbedder({ directory: folder, config, hash: 'test' }, { pool });
  const result = await embedder.embed(texts, 'document');
  await embedder.close();
  return result;
}

/** Merges and gives the vectors of base, merged and stacked model. */
async function merge(base: string, adapterFolders: string[], texts: string[]) {
  const { files, config } = await readModelFolder(base);
  const [merged, stacked] = [fresh(), fresh()];
  for (const target of [merged, stacked]) await cp(base, target, { recursive: true });
  const dataFiles = files.filter((name) => name.endsWith('.data'));
  const adapters = await Promise.all(adapterFolders.map((folder) => readAdapter(folder)));
  const places = { baseDirectory: base, mergedDirectory: merged, stackedDirectory: stacked };
  await mergeAdapters({ ...places, modelFile: config.modelFile, dataFiles }, adapters);
  return Promise.all([base, merged, stacked].map((folder) => vectors(folder, texts)));
}

const difference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] as number))));
const texts = ['law of contract', 'wage', '劳动者工资'];

describe('adapters', () => {
  it('merged into the weights give what they give beside them, one after the other', async () => {
    const base = await writeTinyModel(fresh());
    const first = await writeTinyAdapter(fresh(), { seed: 5 });
    const second = await writeTinyAdapter(fresh(), { seed: 6, rank: 3, config: { use_rslora: true } });
    for (const stack of [[first], [first, second]]) {
      const [plain, merged, stacked] = await merge(base, stack, texts);
      if (!plain || !merged || !stacked) throw new Error('three models were run');
      expect(difference(merged, stacked)).toBeLessThan(1e-6);
      expect(difference(merged, plain)).toBeGreaterThan(1e-2);
    }
  });

  it('are found by the name of a bias where weight and node have none', async () => {
    const base = await writeTinyModel(fresh());
    const file = path.join(base, 'model.onnx');
    const model = decodeModel(await readFile(file));
    for (const node of model.graph.node) node.name = '';
    await writeFile(file, encodeModel(model));
    const [plain, merged] = await merge(base, [await writeTinyAdapter(fresh())], texts);
    expect(difference(merged as Float32Array, plain as Float32Array)).toBeGreaterThan(1e-2);
  });

  it('are found by the notes of the exporter where nothing else has a name, and refused where two layers share one weight', async () => {
    const base = await writeTinyModel(fresh());
    const file = path.join(base, 'model.onnx');
    const model = decodeModel(await readFile(file));
    const product = model.graph.node.find(({ opType }) => opType === 'MatMul');
    const bias = model.graph.initializer.find(({ name }) => name.endsWith('.bias'));
    if (!product || !bias) throw new Error('the tiny model has a linear layer');
    for (const node of model.graph.node) {
      node.name = '';
      node.input = node.input.map((name) => (name === bias.name ? 'val_1' : name));
    }
    bias.name = 'val_1';
    const key = 'pkg.torch.onnx.name_scopes';
    const value = "['', 'encoder', 'encoder.layer.0', 'encoder.layer.0.attention.self.query', 'linear']";
    const entry = Buffer.concat([
      Buffer.from([10, key.length]),
      Buffer.from(key),
      Buffer.from([18, value.length]),
      Buffer.from(value),
    ]);
    product.unknown.push({ number: 9, wireType: 2, value: new Uint8Array(entry) });
    await writeFile(file, encodeModel(model));
    const adapter = await writeTinyAdapter(fresh());
    const [plain, merged, stacked] = await merge(base, [adapter], texts);
    expect(difference(merged as Float32Array, plain as Float32Array)).toBeGreaterThan(1e-2);
    expect(difference(merged as Float32Array, stacked as Float32Array)).toBeLessThan(1e-6);
    model.graph.node.push({ ...product, name: 'again', output: ['unused'], unknown: [] });
    await writeFile(file, encodeModel(model));
    await expect(merge(base, [adapter], texts)).rejects.toThrow(/used in several places/);
  });

  it('are refused when they cannot be mapped or were made for another base', async () => {
    const base = await writeTinyModel(fresh());
    const other = await writeTinyAdapter(fresh(), { module: 'encoder.layer.7.attention.self.query' });
    await expect(merge(base, [other], texts)).rejects.toThrow(/no linear layer for 1 of 1/);
    const wide = await writeTinyAdapter(fresh(), { dimension: 24 });
    await expect(merge(base, [wide], texts)).rejects.toThrow(/another base: .* 24 to 24 numbers there, 16 to 16 here/);
    const int8 = await writeTinyModel(fresh(), { isInt8: true });
    await expect(merge(int8, [await writeTinyAdapter(fresh())], texts)).rejects.toThrow(/no linear layer/);
  });

  it('are refused with the reason when merging would not be exact', async () => {
    const cases: [Record<string, unknown>, RegExp][] = [
      [{ use_dora: true }, /use_dora/],
      [{ peft_type: 'IA3' }, /IA3/],
      [{ modules_to_save: ['classifier'] }, /modules_to_save/],
      [{ bias: 'lora_only' }, /bias: lora_only/],
      [{ init_lora_weights: 'pissa' }, /pissa/],
      [{ r: 7 }, /rank 2, but the configuration says 7/],
      [{ r: 0 }, /does not describe/],
    ];
    for (const [config, reason] of cases) {
      await expect(readAdapter(await writeTinyAdapter(fresh(), { config }))).rejects.toThrow(reason);
    }
    const folder = await writeTinyAdapter(fresh());
    await rm(path.join(folder, 'adapter_model.safetensors'));
    await expect(readAdapter(folder)).rejects.toThrow(/no adapter_model.safetensors/);
  });

  it('scale by alpha over the rank, over its root, or by the pattern of a module', async () => {
    const scales = await Promise.all(
      [{}, { use_rslora: true }, { alpha_pattern: { 'self.query': 10 } }, { alpha_pattern: { '.*\\.query': 6 } }].map(
        async (config) => (await readAdapter(await writeTinyAdapter(fresh(), { config }))).layers[0]?.scale,
      ),
    );
    expect(scales).toEqual([2, 4 / Math.sqrt(2), 5, 3]);
  });
});

describe('a safetensors file', () => {
  const good = () => writeSafetensors({ a: { shape: [2], data: Float32Array.of(1, 2) } });
  it('is refused when cut short, bent, or not of numbers', () => {
    expect([...(readSafetensors(good()).get('a')?.data ?? [])]).toEqual([1, 2]);
    const bytes = good();
    for (const length of [0, 7, 8, 20, bytes.length - 1]) {
      expect(() => readSafetensors(bytes.subarray(0, length))).toThrow(/broken/);
    }
    const huge = good();
    new DataView(huge.buffer, huge.byteOffset).setBigUint64(0, 2n ** 60n, true);
    expect(() => readSafetensors(huge)).toThrow(/header does not fit/);
    const nan = writeSafetensors({ a: { shape: [1], data: Float32Array.of(Number.NaN) } });
    expect(() => readSafetensors(nan)).toThrow(/not finite/);
  });
});

describe('a narrowed causal head', () => {
  it('gives the same two logits', async () => {
    const base = await writeTinyModel(fresh(), { head: 'causal' });
    const narrow = fresh();
    await cp(base, narrow, { recursive: true });
    const file = path.join(narrow, 'model.onnx');
    const model = decodeModel(await readFile(file));
    narrowCausalHead(model, 'logits', [6, 5]);
    await writeFile(file, encodeModel(model));
    const { config } = await readModelFolder(base, { component: 'embedder', pooling: 'cls' }).catch(() => ({
      config: null,
    }));
    if (!config) throw new Error('the folder can be read');
    const prompt = { prefix: 'law ', body: '{query} of {document}', suffix: ' court', defaultInstruction: '' };
    const shared = { ...config, component: 'reranker' as const, output: 'logits', prompt };
    const heads = [false, true].map((isNarrowed) => ({ kind: 'causal' as const, yesId: 5, noId: 6, isNarrowed }));
    const scores = await Promise.all(
      heads.map(async (head) => {
        const folder = head.isNarrowed ? narrow : base;
        const reranker = await openReranker({ directory: folder, config: { ...shared, head }, hash: 't' }, { pool });
        const found = await reranker.score('wage', texts);
        await reranker.close();
        return found;
      }),
    );
    expect(difference(scores[0] as Float32Array, scores[1] as Float32Array)).toBeLessThan(1e-6);
    expect(new Set(scores[0]).size).toBe(texts.length);
  });
});

describe.skipIf(!hasShared('models'))(`the adapter of another tool (${needsShared})`, () => {
  it('gives the vectors that PyTorch gave, merged into a base whose weights lie in a data file', async () => {
    const expected = JSON.parse(await readFile(sharedPath('models', 'zh-tiny-lora', 'expected.json'), 'utf8')) as {
      texts: string[];
      embeddings: number[][];
    };
    const base = sharedPath('models', 'zh-tiny-base');
    const [plain, merged, stacked] = await merge(base, [sharedPath('models', 'zh-tiny-lora')], expected.texts);
    if (!plain || !merged || !stacked) throw new Error('three models were run');
    const flat = expected.embeddings.flat();
    expect(difference(flat, merged)).toBeLessThan(1.5e-6);
    expect(difference(flat, stacked)).toBeLessThan(1.5e-6);
    expect(difference(flat, plain)).toBeGreaterThan(0.05);
  });

  it('fits no base without these layers, and the torchscript export by its node names', async () => {
    const lora = sharedPath('models', 'zh-tiny-lora');
    await expect(merge(sharedPath('models', 'tiny-qwen3-embed'), [lora], ['a'])).rejects.toThrow(/no linear layer/);
    const [plain, merged] = await merge(sharedPath('models', 'zh-tiny-embed'), [lora], ['劳动者']);
    expect(difference(plain as Float32Array, merged as Float32Array)).toBeGreaterThan(1e-3);
  });
});
