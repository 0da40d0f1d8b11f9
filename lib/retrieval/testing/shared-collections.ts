import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { NewDocument } from '@/lib/datasets/corpus-writer';
import { sharedPath } from '@/lib/foundation/testing/shared-material';
import type { Qrels } from '@/lib/metrics/grades';
import { parseQrels } from '@/lib/metrics/parse-qrels';

async function readLines(...parts: string[]): Promise<Record<string, string>[]> {
  const bytes = await readFile(sharedPath('data', ...parts));
  const text = (parts.at(-1)?.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The documents of a shared corpus, in file order. */
export async function readSharedDocuments(collection: string, file: string, count?: number): Promise<NewDocument[]> {
  const lines = await readLines(collection, file);
  return lines.slice(0, count).map(({ _id, title, text }) => ({ id: _id ?? '', title: title ?? '', text: text ?? '' }));
}

/** The questions of a shared collection by id, and the qrels of one split. */
export async function readSharedQueries(
  collection: string,
  split: string,
): Promise<{ queries: Map<string, string>; qrels: Qrels }> {
  const lines = await readLines(collection, 'queries.jsonl');
  const name = `${split}.tsv`;
  const qrels = parseQrels(await readFile(sharedPath('data', collection, 'qrels', name), 'utf8'), name);
  return { queries: new Map(lines.map(({ _id, text }) => [_id ?? '', text ?? ''])), qrels };
}
