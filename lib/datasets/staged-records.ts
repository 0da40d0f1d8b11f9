import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { HashedFile } from './hashed-file';
import type { NewQrel } from './reading/read-qrels';
import type { NewQuery } from './reading/read-queries';

/** Queries and qrels of an import between reading and storing: checked, on disk, hashed. */
export type StagedRecords = {
  query(query: NewQuery): Promise<void>;
  qrel(split: string, qrel: NewQrel): Promise<void>;
  finish(): Promise<void>;
  discard(): Promise<void>;
  /** SHA-256 of the queries and of the qrels, part of the name of the version; only after `finish` */
  hashes(): { queries: string; qrels: string };
  queries(): AsyncIterable<NewQuery>;
  qrels(): AsyncIterable<NewQrel & { split: string }>;
};

export async function createStagedRecords(directory: string): Promise<StagedRecords> {
  const paths = { queries: path.join(directory, 'queries.jsonl'), qrels: path.join(directory, 'qrels.jsonl') };
  const handles: FileHandle[] = [await open(paths.queries, 'wx', 0o600), await open(paths.qrels, 'wx', 0o600)];
  const [queryFile, qrelFile] = handles.map((handle) => new HashedFile(handle)) as [HashedFile, HashedFile];
  let hashes = { queries: '', qrels: '' };
  return {
    query: (query) => queryFile.append(Buffer.from(`${JSON.stringify(query)}\n`)),
    qrel: (split, { queryId, documentId, grade }) =>
      qrelFile.append(Buffer.from(`${JSON.stringify({ split, queryId, documentId, grade })}\n`)),
    async finish() {
      hashes = { queries: (await queryFile.finish()).sha256, qrels: (await qrelFile.finish()).sha256 };
    },
    async discard() {
      for (const handle of handles) await handle.close().catch(() => undefined);
    },
    hashes: () => hashes,
    queries: () => parsedLines<NewQuery>(paths.queries),
    qrels: () => parsedLines<NewQrel & { split: string }>(paths.qrels),
  };
}

async function* parsedLines<T>(file: string): AsyncGenerator<T> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: 0 }))
    yield JSON.parse(line) as T;
}
