import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemActor } from '@/lib/auth/actor';
import { importDataset } from '@/lib/datasets/import-dataset';
import { importRequestSchema } from '@/lib/datasets/import-dataset.job';
import { db } from '@/lib/db/client';
import { Internal } from '@/lib/foundation/errors';
import { randomId } from '@/lib/foundation/random';
import type { Checkpoint } from '@/lib/registry/checkpoint';
import { importCheckpoint } from '@/lib/registry/import-checkpoint';
import { buildIndex } from '@/lib/retrieval/build-index';
import { runQueuedJob } from '../run-queued-job';
import type { Collection } from './bench-material';

/** Who does what a bench does to its own empty workspace. */
export const benchActor = systemActor('bench');
const neverAborted = new AbortController().signal;

/** Imports a collection as an ordinary data set. */
export async function importCollection(
  workDir: string,
  collection: Collection,
): Promise<{ corpusHash: string; versionId: string }> {
  const folder = path.join(workDir, `collection-${randomId().slice(0, 8)}`);
  await mkdir(path.join(folder, 'qrels'), { recursive: true });
  const write = (name: string, lines: string[]) => writeFile(path.join(folder, name), `${lines.join('\n')}\n`);
  await write(
    'corpus.jsonl',
    collection.documents.map((document) => JSON.stringify(document)),
  );
  await write(
    'queries.jsonl',
    collection.queries.map((query) => JSON.stringify(query)),
  );
  for (const [split, qrels] of Object.entries(collection.qrels)) {
    const pairs = [...qrels].flatMap(([query, grades]) =>
      [...grades].map(([id, grade]) => `${query}\t${id}\t${grade}`),
    );
    await write(`qrels/${split}.tsv`, ['query-id\tcorpus-id\tscore', ...pairs]);
  }
  const request = importRequestSchema.parse({ source: { kind: 'path', path: folder }, slug: 'bench', name: 'bench' });
  const { corpusHash, versionId } = await importDataset(benchActor, request);
  return { corpusHash, versionId };
}

/** Registers a model folder as an ordinary checkpoint. */
export const importModel = (folder: string, name: string): Promise<Checkpoint> =>
  importCheckpoint(benchActor, { folder, name }, { reusesExisting: true });

/** Builds the index of an embedder as its job does; returns its folder in the data folder. */
export async function buildIndexNow(checkpointId: string, corpusHash: string): Promise<string> {
  const { indexId, jobId } = await buildIndex(benchActor, { checkpointId, corpusHash });
  if (jobId) {
    await runQueuedJob(jobId, { actor: benchActor, signal: neverAborted, progress: () => undefined });
  }
  const { directory } = await db().index.findUniqueOrThrow({ where: { id: indexId }, select: { directory: true } });
  if (directory === null) throw new Internal('the index of the bench has no folder');
  return directory;
}
