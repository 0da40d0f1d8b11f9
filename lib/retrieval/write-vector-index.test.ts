import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CorpusReader } from '@/lib/datasets/corpus-files';
import { indexFileNames } from './index-manifest';
import { openVectorIndex, readIndexManifest, verifyVectorIndex } from './open-vector-index';
import { HashEmbedder } from './testing/hash-embedder';
import { storeCorpus } from './testing/small-corpus';
import { type EarlierIndex, type IndexEmbedder, writeVectorIndex } from './write-vector-index';

let dataDir: string;
let corpus: CorpusReader;
let place = 0;

const texts = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => ({
    id: `t${from + i}`,
    title: '',
    text: `Topic ${(from + i) % 5}. Text ${from + i}`,
  }));

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-index-'));
  corpus = await storeCorpus(dataDir, [...texts(23), { id: 'copy', title: '', text: 'Topic 2. Text 2' }]);
});

afterAll(async () => {
  await corpus.close();
  await rm(dataDir, { recursive: true, force: true });
});

function input(
  embedder: IndexEmbedder,
  options: { corpus?: CorpusReader; earlier?: EarlierIndex[]; name?: string; signal?: AbortSignal } = {},
) {
  const name = options.name ?? `index-${place++}`;
  return {
    directory: path.join(dataDir, 'indexes', name),
    buildingDirectory: path.join(dataDir, 'indexes', `${name}.building`),
    corpus: options.corpus ?? corpus,
    embedder,
    embedderHash: 'embedder-hash',
    instruction: '',
    earlier: options.earlier ?? [],
    sliceTexts: 4,
    ...(options.signal ? { signal: options.signal } : {}),
  };
}

const bytesOf = (directory: string) =>
  Promise.all([...indexFileNames, 'manifest.json'].map((name) => readFile(path.join(directory, name))));

describe('writeVectorIndex', () => {
  it('holds the vector of every document in corpus order and embeds a repeated text once', async () => {
    const embedder = new HashEmbedder();
    const job = input(embedder);
    const { statistics } = await writeVectorIndex(job);
    expect(statistics).toMatchObject({ embedded: 23, repeated: 1, reused: 0, resumed: 0 });
    const { matrix } = await openVectorIndex(job.directory);
    const documents = await corpus.read([0, 11, 23]);
    const expected = await new HashEmbedder().embed(documents.map(({ text }) => text));
    for (const [i, { ordinal }] of documents.entries()) {
      expect(matrix.row(ordinal)).toEqual(expected.slice(i * 24, i * 24 + 24));
    }
  });

  it('takes up a killed build without embedding finished slices again and ends with the same bytes', async () => {
    const undisturbed = input(new HashEmbedder());
    await writeVectorIndex(undisturbed);
    const killed = input(Object.assign(new HashEmbedder(), { failAfterTexts: 14 }));
    await expect(writeVectorIndex(killed)).rejects.toThrow('killed');
    const next = new HashEmbedder();
    const { statistics } = await writeVectorIndex({ ...killed, embedder: next });
    expect(statistics).toMatchObject({ resumed: 12, embedded: 11 });
    expect(next.embeddedTexts).toHaveLength(11);
    expect(await bytesOf(killed.directory)).toEqual(await bytesOf(undisturbed.directory));
  });

  it('removes the half-written folder of a killed build', async () => {
    const job = input(new HashEmbedder());
    const leftover = path.join(dataDir, 'indexes', `.${path.basename(job.directory)}.abc.tmp`);
    await mkdir(leftover, { recursive: true });
    await writeVectorIndex(job);
    expect(existsSync(leftover)).toBe(false);
  });

  it('embeds a damaged slice again instead of trusting it', async () => {
    const killed = input(Object.assign(new HashEmbedder(), { failAfterTexts: 10 }));
    await expect(writeVectorIndex(killed)).rejects.toThrow('killed');
    const slice = path.join(killed.buildingDirectory, 'slice-000001.f32');
    const bytes = await readFile(slice);
    bytes[7] = (bytes[7] as number) ^ 0x10;
    await writeFile(slice, bytes);
    const { statistics } = await writeVectorIndex({ ...killed, embedder: new HashEmbedder() });
    expect(statistics).toMatchObject({ resumed: 4, embedded: 19 });
  });

  it('embeds only the texts that an earlier index of the embedder lacks', async () => {
    const before = input(new HashEmbedder(), { name: 'before' });
    await writeVectorIndex(before);
    const grown = await storeCorpus(dataDir, [...texts(3, 100), ...texts(20), ...texts(2, 200)]);
    const embedder = new HashEmbedder();
    const job = input(embedder, { corpus: grown, earlier: [{ id: 'before', directory: before.directory }] });
    const { statistics } = await writeVectorIndex(job);
    expect(statistics).toMatchObject({ embedded: 5, reused: 20 });
    const fresh = input(new HashEmbedder(), { corpus: grown });
    await writeVectorIndex(fresh);
    expect(await bytesOf(job.directory)).toEqual(await bytesOf(fresh.directory));
    await grown.close();
  });

  it('keeps to the earlier indexes it began with when it is taken up', async () => {
    const grown = await storeCorpus(dataDir, [...texts(30, 300)]);
    const half = await storeCorpus(dataDir, [...texts(10, 300)]);
    const killed = input(Object.assign(new HashEmbedder(), { failAfterTexts: 9 }), { corpus: grown });
    await expect(writeVectorIndex(killed)).rejects.toThrow('killed');
    const late = input(new HashEmbedder(), { corpus: half, name: 'late' });
    await writeVectorIndex(late);
    const again = { ...killed, embedder: new HashEmbedder(), earlier: [{ id: 'late', directory: late.directory }] };
    expect((await writeVectorIndex(again)).statistics).toMatchObject({ resumed: 8, embedded: 22, reused: 0 });
    await Promise.all([grown.close(), half.close()]);
  });

  it('stops when it is cancelled, keeps finished slices and leaves no index', async () => {
    const abort = new AbortController();
    const embedder = new HashEmbedder();
    const job = {
      ...input(embedder, { signal: abort.signal }),
      onProgress: ({ done }: { done: number }) => void (done === 8 && abort.abort()),
    };
    await expect(writeVectorIndex(job)).rejects.toThrow();
    await expect(readIndexManifest(job.directory)).rejects.toThrow('not in the data folder');
    const { statistics } = await writeVectorIndex({
      ...job,
      signal: new AbortController().signal,
      embedder: new HashEmbedder(),
    });
    expect(statistics.resumed).toBeGreaterThanOrEqual(4);
  });

  it('refuses vectors that are not numbers, naming the document', async () => {
    const embedder = {
      dimension: 2,
      embed: async (batch: readonly string[]) =>
        Float32Array.from({ length: 2 * batch.length }, (_, i) => (i === 5 ? Number.NaN : 1)),
    };
    await expect(writeVectorIndex(input(embedder))).rejects.toThrow('not a number for document t2');
  });

  it('refuses vectors of another dimension than promised', async () => {
    const embedder = { dimension: 8, embed: async () => new Float32Array(3) };
    await expect(writeVectorIndex(input(embedder))).rejects.toThrow('another dimension');
  });

  it('refuses before embedding anything when the disk has no room', async () => {
    const embedder = { dimension: 2 ** 45, embed: async () => new Float32Array(0) };
    await expect(writeVectorIndex(input(embedder))).rejects.toMatchObject({ code: 'out_of_space' });
  });

  it('refuses a corpus without documents', async () => {
    const empty = await storeCorpus(dataDir, []);
    await expect(writeVectorIndex(input(new HashEmbedder(), { corpus: empty }))).rejects.toThrow('no documents');
    await empty.close();
  });
});

describe('openVectorIndex', () => {
  it('refuses a bit that changed in any of its files', async () => {
    const job = input(new HashEmbedder());
    await writeVectorIndex(job);
    await verifyVectorIndex(job.directory);
    for (const name of indexFileNames) {
      const file = path.join(job.directory, name);
      const whole = await readFile(file);
      const broken = Buffer.from(whole);
      broken[3] = (broken[3] as number) ^ 0x20;
      await writeFile(file, broken);
      await expect(openVectorIndex(job.directory), name).rejects.toThrow(`${name} does not match its hash`);
      await writeFile(file, whole);
    }
    await rm(path.join(job.directory, 'ids.jsonl'));
    await expect(openVectorIndex(job.directory)).rejects.toThrow('ids.jsonl cannot be read');
  });

  it('refuses an index of another embedder, of another corpus, or with another manifest', async () => {
    const job = input(new HashEmbedder());
    const { manifestHash } = await writeVectorIndex(job);
    await openVectorIndex(job.directory, { embedderHash: 'embedder-hash', corpusHash: corpus.hash, manifestHash });
    await expect(openVectorIndex(job.directory, { embedderHash: 'x' })).rejects.toThrow('another embedder');
    await expect(openVectorIndex(job.directory, { corpusHash: 'x' })).rejects.toThrow('another corpus');
    await expect(openVectorIndex(job.directory, { manifestHash: 'x' })).rejects.toThrow('manifest differs');
  });
});
