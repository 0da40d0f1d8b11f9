import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CorpusReader } from '@/lib/datasets/corpus-files';
import { type Bm25, createBm25 } from './bm25';
import { buildLexicalIndex } from './build-lexical-index';
import { ensureLexicalIndex, type LexicalIndex, openLexicalIndex } from './lexical-index';
import { mixedDocuments, storeCorpus } from './testing/small-corpus';

let dataDir: string;
let corpus: CorpusReader;
let index: LexicalIndex;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-bm25-'));
  corpus = await storeCorpus(dataDir, mixedDocuments);
  index = await ensureLexicalIndex(dataDir, corpus);
});

afterAll(async () => {
  await corpus.close();
  await rm(dataDir, { recursive: true, force: true });
});

const scoresOf = (bm25: Bm25, query: string): Float32Array => {
  const scores = new Float32Array(bm25.documents);
  bm25.score(bm25.prepare(query), scores);
  return scores;
};

describe('createBm25', () => {
  it('scores by the formula, computed by hand', async () => {
    const own = await storeCorpus(dataDir, [
      { id: 'a', title: '', text: 'rent rent deposit' },
      { id: 'b', title: '', text: 'rent' },
      { id: 'c', title: '', text: 'notice period' },
    ]);
    const bm25 = createBm25(await ensureLexicalIndex(dataDir, own), { k1: 1.2, b: 0.5 });
    const idf = Math.log(1 + (3 - 2 + 0.5) / (2 + 0.5));
    const share = (frequency: number, length: number) =>
      (idf * frequency) / (frequency + 1.2 * (0.5 + (0.5 * length) / 2));
    const scores = scoresOf(bm25, 'rent');
    expect(scores[0]).toBeCloseTo(share(2, 3), 6);
    expect(scores[1]).toBeCloseTo(share(1, 1), 6);
    expect(scores[2]).toBe(0);
    expect(scoresOf(bm25, 'rent rent')[1]).toBeCloseTo(2 * share(1, 1), 6);
    await own.close();
  });

  it('explains a score as a sum of the terms that query and document share', () => {
    const bm25 = createBm25(index, { k1: 0.9, b: 0.4 });
    const query = bm25.prepare('承租人支付租金 deposit');
    const scores = scoresOf(bm25, '承租人支付租金 deposit');
    for (let ordinal = 0; ordinal < index.documents; ordinal++) {
      const sum = bm25.explain(query, ordinal).reduce((total, { weight }) => total + weight, 0);
      expect(sum).toBeCloseTo(scores[ordinal] as number, 5);
    }
    const terms = bm25.explain(query, 0);
    expect(terms.map(({ term }) => term)).toContain('租金');
    expect(terms.map(({ weight }) => weight)).toEqual(terms.map(({ weight }) => weight).sort((a, b) => b - a));
  });

  it('finds the same documents in every language, and nothing for unknown words', () => {
    const bm25 = createBm25(index, { k1: 1.5, b: 0.75 });
    expect(scoresOf(bm25, '押金')[1]).toBeGreaterThan(0);
    expect(scoresOf(bm25, 'IT 服务')[1]).toBeGreaterThan(0);
    expect(scoresOf(bm25, 'DEPOSIT')[3]).toBeGreaterThan(0);
    expect([...scoresOf(bm25, 'zebra 🎉')]).toEqual(new Array(6).fill(0));
  });

  it('keeps the parameters of two configurations over one index apart', () => {
    const [a, b] = [createBm25(index, { k1: 0.9, b: 0.4 }), createBm25(index, { k1: 2, b: 1 })];
    expect(scoresOf(a, 'deposit')[3]).not.toBe(scoresOf(b, 'deposit')[3]);
    expect(scoresOf(a, 'deposit')).toEqual(scoresOf(createBm25(index, { k1: 0.9, b: 0.4 }), 'deposit'));
  });

  it('gives a document without words 0 and ignores length with b = 0', () => {
    const bm25 = createBm25(index, { k1: 1.2, b: 0 });
    const scores = scoresOf(bm25, 'deposit');
    expect(scores[5]).toBe(0);
    expect(scores[3]).toBe(scores[4]);
  });

  it('refuses impossible parameters', () => {
    expect(() => createBm25(index, { k1: -1, b: 0.5 })).toThrow('k1');
    expect(() => createBm25(index, { k1: 1, b: 1.5 })).toThrow('b of BM25');
  });
});

describe('buildLexicalIndex', () => {
  it('gives the same bytes whatever the size of its slices', async () => {
    const first = await readFile(path.join(dataDir, 'corpora', corpus.hash, 'lexical', 'lexical.bin'));
    await buildLexicalIndex(dataDir, corpus, { slicePostings: 3 });
    const second = await readFile(path.join(dataDir, 'corpora', corpus.hash, 'lexical', 'lexical.bin'));
    expect(second.equals(first)).toBe(true);
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const many = Array.from({ length: 1500 }, (_, i) => ({ id: `x${i}`, title: '', text: `word${i}` }));
    const own = await storeCorpus(dataDir, many);
    const abort = new AbortController();
    abort.abort();
    await expect(buildLexicalIndex(dataDir, own, { signal: abort.signal })).rejects.toThrow('cancelled');
    await expect(openLexicalIndex(dataDir, own.hash)).rejects.toThrow('no lexical index');
    await own.close();
  });

  it('holds more words than fit into one growth step, each found again', async () => {
    const many = Array.from({ length: 6000 }, (_, i) => ({
      id: `w${i}`,
      title: '',
      text: `w${i} 条${String.fromCharCode(0x4e00 + i)}`,
    }));
    const own = await storeCorpus(dataDir, many);
    const bm25 = createBm25(await ensureLexicalIndex(dataDir, own), { k1: 1, b: 0.5 });
    for (const i of [0, 1, 2047, 2048, 4096, 5999]) {
      expect(scoresOf(bm25, `w${i}`).findIndex((score) => score > 0)).toBe(i);
      const scores = scoresOf(bm25, String.fromCharCode(0x4e00 + i));
      expect(scores.findIndex((score) => score > 0)).toBe(i);
    }
    await own.close();
  });
});

describe('openLexicalIndex', () => {
  it('refuses a changed byte, and ensureLexicalIndex builds it again', async () => {
    const file = path.join(dataDir, 'corpora', corpus.hash, 'lexical', 'lexical.bin');
    const whole = await readFile(file);
    const broken = Buffer.from(whole);
    broken[40] = (broken[40] as number) ^ 1;
    await writeFile(file, broken);
    await expect(openLexicalIndex(dataDir, corpus.hash)).rejects.toThrow('damaged');
    await ensureLexicalIndex(dataDir, corpus);
    expect((await readFile(file)).equals(whole)).toBe(true);
  });

  it('treats an index of another analysis as missing', async () => {
    const file = path.join(dataDir, 'corpora', corpus.hash, 'lexical', 'manifest.json');
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...manifest, analysisVersion: 0 }));
    await expect(openLexicalIndex(dataDir, corpus.hash)).rejects.toThrow('another version');
    await ensureLexicalIndex(dataDir, corpus);
  });

  it('holds an empty corpus', async () => {
    const own = await storeCorpus(dataDir, []);
    const bm25 = createBm25(await ensureLexicalIndex(dataDir, own), { k1: 1, b: 0.5 });
    expect(scoresOf(bm25, 'anything')).toHaveLength(0);
    await own.close();
  });
});
