import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasShared, needsShared, sharedPath } from '@/lib/foundation/testing/shared-material';
import { createOnnxPool, type OnnxPool } from '@/lib/onnx/thread-pool';
import { type Embedder, openEmbedder } from './embedder';
import { type FolderOverrides, readModelFolder } from './read-model-folder';
import { type TinyModelOptions, writeTinyModel } from './testing/tiny-model';

let directory: string;
let pool: OnnxPool;
const opened: Embedder[] = [];
beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'mixstage-models-'));
  pool = createOnnxPool({ threads: 2 });
});
afterAll(async () => {
  for (const embedder of opened) await embedder.close();
  await pool.close();
  await rm(directory, { recursive: true, force: true });
});

async function open(folder: string, overrides: FolderOverrides = {}): Promise<Embedder> {
  const { config } = await readModelFolder(folder, overrides);
  const embedder = await openEmbedder({ directory: folder, config, hash: 'test' }, { pool });
  opened.push(embedder);
  return embedder;
}
let made = 0;
const tiny = (options: TinyModelOptions = {}) => writeTinyModel(path.join(directory, `model-${made++}`), options);

const texts = [
  'law',
  'law of contract',
  '',
  '劳动者工资，法律？',
  'the term of the patent is twenty years, says the court; the law is the law',
  'wage',
  'contracts of the years (2020)',
];

describe('an embedder', () => {
  it('gives every text the same vector alone, together and in any order', async () => {
    for (const options of [{}, { isInt8: true }, { head: 'sentence' as const }, { hasTokenTypes: false }]) {
      const embedder = await open(await tiny(options));
      const together = await embedder.embed(texts, 'document');
      const { dimension } = embedder;
      // The sums of this small graph depend on the batch in their last bit; int8 would differ in the first digits.
      const digits = options.isInt8 ? 12 : 6;
      for (const [i, text] of texts.entries()) {
        const alone = await embedder.embed([text], 'document');
        alone.forEach((value, j) => {
          expect(together[i * dimension + j]).toBeCloseTo(value, digits);
        });
      }
      const turned = await embedder.embed(texts.toReversed(), 'document');
      turned.subarray(0, dimension).forEach((value, j) => {
        expect(together[(texts.length - 1) * dimension + j]).toBeCloseTo(value, digits);
      });
    }
  });

  it('pools as it was told to', async () => {
    const folder = await tiny();
    const raw = { normalises: false };
    const [cls, last, mean, max] = await Promise.all(
      (['cls', 'last-token', 'mean', 'max'] as const).map(async (pooling) =>
        (await open(folder, { ...raw, pooling })).embed(['law'], 'document'),
      ),
    );
    const weighted = await (await open(folder, { ...raw, pooling: 'weighted-mean' })).embed(['law'], 'document');
    const root = await (await open(folder, { ...raw, pooling: 'mean-sqrt-length' })).embed(['law'], 'document');
    if (!cls || !last || !mean || !max) throw new Error('four poolings were asked for');
    for (let j = 0; j < 16; j++) {
      // Three tokens: [CLS] law [SEP].
      const law = 3 * (mean[j] as number) - (cls[j] as number) - (last[j] as number);
      expect(max[j]).toBeCloseTo(Math.max(cls[j] as number, law, last[j] as number), 5);
      expect(weighted[j]).toBeCloseTo(((cls[j] as number) + 2 * law + 3 * (last[j] as number)) / 6, 5);
      expect(root[j]).toBeCloseTo((mean[j] as number) * Math.sqrt(3), 5);
    }
  });

  it('sets prompts and instructions where they belong', async () => {
    const folder = await tiny();
    const plain = await open(folder);
    const prompted = await open(folder, {
      queryPrompt: 'law of ',
      documentPrompt: 'the ',
      instructionTemplate: 'is {instruction} ',
    });
    expect(await prompted.embed(['wage'], 'query')).toEqual(await plain.embed(['law of wage'], 'document'));
    expect(await prompted.embed(['wage'], 'document')).toEqual(await plain.embed(['the wage'], 'document'));
    expect(await prompted.embed(['wage'], 'query', { instruction: 'court $& law' })).toEqual(
      await plain.embed(['is court $& law wage'], 'document'),
    );
  });

  it('keeps padding under eight per cent whatever the lengths are', async () => {
    const embedder = await open(await tiny());
    const lengths = Array.from({ length: 400 }, (_, i) => 1 + ((i * 7919) % 60));
    await embedder.embed(
      lengths.map((length) => 'law '.repeat(length)),
      'document',
    );
    const { inflation, texts: count, batches } = embedder.statistics;
    expect(count).toBe(400);
    expect(batches).toBeLessThan(200);
    expect(inflation).toBeLessThanOrEqual(1.08);
  });

  it('refuses numbers that are not finite, ids the model does not know, and the wrong dimension', async () => {
    const nan = await open(await tiny({ weights: 'nan' }));
    await expect(nan.embed(['law'], 'document')).rejects.toMatchObject({ code: 'uncomputable' });
    await expect(open(await tiny({ rows: 20 }))).rejects.toThrow(/does not fit the model/);
    const folder = await tiny();
    const { config } = await readModelFolder(folder);
    const wrong = { ...config, dimension: 17 } as typeof config;
    const embedder = await openEmbedder({ directory: folder, config: wrong, hash: 'test' }, { pool });
    opened.push(embedder);
    await expect(embedder.embed(['law'], 'document')).rejects.toThrow(/17 numbers were registered/);
  });

  it('stops when it is cancelled and goes on serving others', async () => {
    const embedder = await open(await tiny());
    const abort = new AbortController();
    const work = embedder.embed(
      Array.from({ length: 5000 }, (_, i) => `law ${i}`),
      'document',
      { signal: abort.signal, onProgress: () => abort.abort() },
    );
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
    expect((await embedder.embed(['law'], 'query')).length).toBe(16);
    expect(await embedder.embed([], 'query')).toEqual(new Float32Array(0));
  });
});

describe('a folder', () => {
  it('says what is missing or broken in it', async () => {
    const folder = await tiny();
    const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
    await write('modules.json', JSON.stringify([{ path: '2_Dense', type: 'sentence_transformers.models.Dense' }]));
    await expect(readModelFolder(folder)).rejects.toThrow(/asks for Dense/);
    await write('modules.json', '[{"path": "../..", "type": "sentence_transformers.models.Pooling"}]');
    await expect(readModelFolder(folder)).rejects.toThrow(/cannot be/);
    await rm(path.join(folder, 'modules.json'));
    await write('tokenizer.json', (await readFile(path.join(folder, 'tokenizer.json'), 'utf8')).slice(0, 500));
    await expect(readModelFolder(folder)).rejects.toThrow(/tokenizer.json is not valid JSON/);
    await rm(path.join(folder, 'tokenizer.json'));
    await expect(readModelFolder(folder)).rejects.toThrow(/no tokenizer.json/);
    await expect(readModelFolder(path.join(directory, 'absent'))).rejects.toThrow(/no tokenizer.json/);
  });
});

type Expected = {
  texts?: string[];
  queries?: string[];
  documents?: string[];
  embeddings: number[][];
};

describe.skipIf(!hasShared('models'))(`the embedders of other tools (${needsShared})`, () => {
  const largest = (found: Float32Array, expected: number[][]) =>
    Math.max(...expected.flat().map((value, i) => Math.abs(value - (found[i] as number))));
  const readExpected = async (name: string) =>
    JSON.parse(await readFile(sharedPath('models', name, 'expected.json'), 'utf8')) as Expected;

  it('gives the vectors that PyTorch gave, by mean pooling, weights inside or beside the graph', async () => {
    for (const name of ['zh-tiny-embed', 'zh-tiny-base']) {
      const expected = await readExpected(name);
      const embedder = await open(sharedPath('models', name));
      expect(largest(await embedder.embed(expected.texts ?? [], 'query'), expected.embeddings)).toBeLessThan(2e-6);
    }
  });

  it('gives bit for bit the same vector in any batch and on any thread', async () => {
    const all = Array.from({ length: 60 }, (_, i) =>
      '用人单位应当按照劳动合同约定支付劳动报酬。'.slice(0, 1 + (i % 20)),
    );
    for (const name of ['zh-tiny-embed', 'zh-tiny-base', 'tiny-qwen3-embed']) {
      const embedder = await open(sharedPath('models', name));
      const together = await embedder.embed(all, 'document');
      expect(embedder.statistics.batches).toBeLessThan(40);
      for (const i of [0, 7, 19, 33, 59]) {
        const alone = await embedder.embed([all[i] as string], 'document');
        expect(together.subarray(i * embedder.dimension, (i + 1) * embedder.dimension)).toEqual(alone);
      }
    }
  });

  it('gives the vectors that PyTorch gave, by the last token, with the stored prompt and with an instruction', async () => {
    const expected = await readExpected('tiny-qwen3-embed');
    const embedder = await open(sharedPath('models', 'tiny-qwen3-embed'));
    const instruction = 'Given a question, retrieve statutes that answer it';
    const queries = await embedder.embed(expected.queries ?? [], 'query');
    const instructed = await embedder.embed(expected.queries ?? [], 'query', { instruction });
    const documents = await embedder.embed(expected.documents ?? [], 'document');
    expect(largest(queries, expected.embeddings.slice(0, 3))).toBeLessThan(1e-6);
    expect(instructed).toEqual(queries);
    expect(largest(documents, expected.embeddings.slice(3))).toBeLessThan(1e-6);
    const other = await embedder.embed(expected.queries ?? [], 'query', { instruction: 'Find patents' });
    expect(other).not.toEqual(queries);
  });
});
