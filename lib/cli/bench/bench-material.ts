import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { seededRandom } from '@/lib/foundation/random';
import type { Qrels } from '@/lib/metrics/grades';
import { parseQrels } from '@/lib/metrics/parse-qrels';

export type MaterialDocument = { _id: string; title: string; text: string; metadata?: Record<string, unknown> };
export type MaterialQuery = { _id: string; text: string };
export type Collection = { documents: MaterialDocument[]; queries: MaterialQuery[]; qrels: Record<string, Qrels> };

const collectionName = 'stard-rebuilt';
const splits = ['train', 'test'];

export const hasCollection = (materialDir: string): boolean =>
  existsSync(path.join(materialDir, 'data', collectionName, 'corpus.jsonl.gz'));

/** Folders of the real exports, or undefined where they are not. */
export function findModels(materialDir: string): { embedder: string; reranker: string } | undefined {
  const [embedder, reranker] = ['zh-tiny-embed', 'zh-tiny-rerank'].map((name) =>
    path.join(materialDir, 'models', name),
  ) as [string, string];
  return existsSync(embedder) && existsSync(reranker) ? { embedder, reranker } : undefined;
}

/** The whole real collection in file order. */
export async function readCollection(materialDir: string): Promise<Collection> {
  const folder = path.join(materialDir, 'data', collectionName);
  const lines = <T>(bytes: Buffer): T[] =>
    bytes
      .toString('utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as T);
  const qrels: Record<string, Qrels> = {};
  for (const split of splits) {
    const name = `${split}.tsv`;
    qrels[split] = parseQrels(await readFile(path.join(folder, 'qrels', name), 'utf8'), name);
  }
  return {
    documents: lines(gunzipSync(await readFile(path.join(folder, 'corpus.jsonl.gz')))),
    queries: lines(await readFile(path.join(folder, 'queries.jsonl'))),
    qrels,
  };
}

/**
 * A part of a collection: questions of the test split with their answers, and documents spread evenly over the file.
 *
 * @param documents at least this many, more when the questions have more answers
 */
export function sliceOf(collection: Collection, documents: number, questions: number): Collection {
  const { test } = collection.qrels as { test: Qrels };
  const kept = new Map([...test].slice(0, questions));
  const wanted = new Set([...kept.values()].flatMap((grades) => [...grades.keys()]));
  const step = Math.max(1, collection.documents.length / documents);
  for (let at = 0; wanted.size < documents && at < collection.documents.length; at += step) {
    wanted.add((collection.documents[Math.floor(at)] as MaterialDocument)._id);
  }
  return {
    documents: collection.documents.filter(({ _id }) => wanted.has(_id)),
    queries: collection.queries.filter(({ _id }) => kept.has(_id)),
    qrels: { test: kept },
  };
}

/** Where there is no real collection: sentences of made-up words, each question a part of its document. */
export function syntheticCollection(documents: number, questions: number, seed = 1): Collection {
  const random = seededRandom(seed);
  const word = () => `w${Math.floor(5_000 * random.next() ** 3).toString(36)}x`;
  const words = (count: number) => Array.from({ length: count }, word);
  const all = Array.from({ length: documents }, (_, i) => ({
    _id: `d${i}`,
    title: words(4).join(' '),
    text: words(20 + random.int(60)).join(' '),
  }));
  const queries = Array.from({ length: questions }, (_, i) => {
    const { text } = all[i % documents] as MaterialDocument;
    return { _id: `q${i}`, text: text.split(' ').slice(3, 10).join(' ') };
  });
  return {
    documents: all,
    queries,
    qrels: { test: new Map(queries.map(({ _id }, i) => [_id, new Map([[`d${i % documents}`, 1]])])) },
  };
}
