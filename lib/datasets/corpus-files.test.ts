import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '@/lib/foundation/hash';
import { openCorpus, verifyCorpus } from './corpus-files';
import { corpusDirectory } from './corpus-manifest';
import { createCorpusWriter, type NewDocument } from './corpus-writer';
import { passageText } from './passage-text';

const documents: NewDocument[] = [
  { id: 'a b', title: 'One', text: 'first\nline' },
  { id: 'ü"2', title: '', text: '第二条 🎉' },
  { id: '3', title: 'Long', text: 'x'.repeat(1_500_000), metadata: { law: { article: 3 }, a: [1, null] } },
  { id: '4', title: 'Last', text: '' },
];

describe('stored corpora', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-corpus-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  const store = async (input: NewDocument[]) => {
    const writer = await createCorpusWriter(dataDir);
    for (const document of input) await writer.write(document);
    return writer.finish();
  };

  it('give back every document as written, one by one, in any order and as a stream', async () => {
    const { hash } = await store(documents);
    const corpus = await openCorpus(dataDir, hash);
    expect(corpus.ids).toEqual(documents.map((document) => document.id));
    const read = await corpus.read([3, 1, 1, 0, 2]);
    expect(read.map((document) => document.ordinal)).toEqual([3, 1, 1, 0, 2]);
    expect(
      read.map(({ id, title, text, metadata }) => ({ id, title, text, ...(metadata ? { metadata } : {}) })),
    ).toEqual([3, 1, 1, 0, 2].map((i) => documents[i]));
    const streamed = [];
    for await (const document of corpus.all()) streamed.push(document);
    expect(streamed.map((document) => document.id)).toEqual(corpus.ids);
    expect(streamed[1]).toEqual(read[1]);
    expect(streamed[0]?.textHash).toBe(sha256(passageText({ title: 'One', text: 'first\nline' })));
    const fromTwo = [];
    for await (const document of corpus.all(2)) fromTwo.push(document.id);
    expect(fromTwo).toEqual(['3', '4']);
    await expect(corpus.read([4])).rejects.toThrow(/not in corpus/);
    await expect(corpus.read([-1])).rejects.toThrow(/not in corpus/);
    await corpus.close();
  });

  it('are named by their content: equal documents give one corpus, another order another', async () => {
    const first = await store(documents);
    const again = await store(documents);
    const reversed = await store([...documents].reverse());
    expect(again.hash).toBe(first.hash);
    expect(reversed.hash).not.toBe(first.hash);
    expect(await readdir(path.join(dataDir, 'corpora'))).toHaveLength(2);
    expect(sha256(await readFile(path.join(corpusDirectory(dataDir, first.hash), 'documents.jsonl')))).toBe(first.hash);
  });

  it('leave nothing behind when they are discarded', async () => {
    const writer = await createCorpusWriter(dataDir);
    await writer.write({ id: '1', title: '', text: 'x' });
    await writer.discard();
    expect(await readdir(path.join(dataDir, 'corpora'))).toEqual([]);
  });

  it('may be empty', async () => {
    const { hash } = await store([]);
    const corpus = await openCorpus(dataDir, hash);
    expect(corpus.documentCount).toBe(0);
    expect(corpus.ids).toEqual([]);
    for await (const _ of corpus.all()) expect.fail('there is no document');
    await corpus.close();
  });

  it('report a changed byte by name and refuse to open when a file was cut', async () => {
    const { hash } = await store(documents);
    await expect(verifyCorpus(dataDir, hash)).resolves.toMatchObject({ hash });
    const file = path.join(corpusDirectory(dataDir, hash), 'documents.jsonl');
    const bytes = await readFile(file);
    bytes[30] = (bytes[30] as number) ^ 1;
    await writeFile(file, bytes);
    await expect(verifyCorpus(dataDir, hash)).rejects.toThrow(/documents\.jsonl does not match/);
    await writeFile(file, bytes.subarray(0, 100));
    await expect(openCorpus(dataDir, hash)).rejects.toThrow(/documents\.jsonl does not match/);
    await expect(openCorpus(dataDir, 'f'.repeat(64))).rejects.toThrow(/not in the data folder/);
  });
});
