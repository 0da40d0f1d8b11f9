import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { systemActor } from '@/lib/auth/actor';
import { openCorpus } from '@/lib/datasets/corpus-files';
import { createCorpusWriter } from '@/lib/datasets/corpus-writer';
import { db } from '@/lib/db/client';
import { env } from '@/lib/foundation/env';
import { contentHash, sha256 } from '@/lib/foundation/hash';
import { randomId } from '@/lib/foundation/random';
import { readModelFolder } from '@/lib/models/read-model-folder';
import { openCheckpointEmbedder } from '@/lib/registry/open-checkpoint';
import { buildIndex } from '@/lib/retrieval/build-index';
import { runIndexBuild } from '@/lib/retrieval/run-index-build';

const actor = systemActor('test');

/** Registers a model folder under the data folder as a checkpoint, without the checks of an import. */
export async function registerFolder(folder: string, stage: string, parentId: string | null = null): Promise<string> {
  const directory = path.join(env().dataDir, folder);
  const { config, files } = await readModelFolder(directory);
  const listed = await Promise.all(
    [...new Set(files)].map(async (name) => {
      const bytes = await readFile(path.join(directory, name));
      return { path: name, sha256: sha256(bytes), sizeBytes: bytes.length };
    }),
  );
  const id = folder.replaceAll('/', '-');
  await db().checkpoint.create({
    data: {
      id,
      name: id,
      component: config.component,
      stage,
      source: 'onnx',
      directory: folder,
      contentHash: contentHash({ config, listed }),
      config,
      files: listed,
      adapters: [],
      checks: {},
      parentId,
      createdBy: 'test',
    },
  });
  return id;
}

export type SmallDataset = { versionId: string; corpusHash: string };

/** Stores documents and judged queries as an import would, in the data folder and the database. */
export async function storeSmallDataset(
  documents: readonly { id: string; title: string; text: string }[],
  queries: readonly { id: string; text: string; relevant: readonly string[] }[],
): Promise<SmallDataset> {
  const writer = await createCorpusWriter(env().dataDir);
  for (const document of documents) await writer.write(document);
  const { hash } = await writer.finish();
  const [datasetId, versionId] = [randomId(), randomId()];
  await db().corpus.create({ data: { hash, name: 'small', documentCount: documents.length, sizeBytes: 1 } });
  await db().dataset.create({ data: { id: datasetId, slug: datasetId, name: 'Small', createdBy: 'test' } });
  await db().datasetVersion.create({
    data: {
      id: versionId,
      datasetId,
      number: 1,
      contentHash: contentHash(queries),
      corpusHash: hash,
      queryCount: queries.length,
      splits: { test: { queries: queries.length, pairs: queries.length } },
      maxGrade: 1,
      relevantFrom: 1,
      report: {},
      createdBy: 'test',
    },
  });
  await db().query.createMany({ data: queries.map(({ id, text }) => ({ versionId, queryId: id, text })) });
  await db().qrel.createMany({
    data: queries.flatMap(({ id, relevant }) =>
      relevant.map((documentId) => ({ versionId, split: 'test', queryId: id, documentId, grade: 1 })),
    ),
  });
  return { versionId, corpusHash: hash };
}

/** Builds the index of an embedder over a corpus, as its job would. */
export async function indexNow(checkpointId: string, corpusHash: string): Promise<void> {
  const { indexId, jobId } = await buildIndex(actor, { checkpointId, corpusHash });
  await db().job.update({ where: { id: jobId as string }, data: { state: 'running' } });
  const context = {
    jobId: jobId as string,
    attempt: 1,
    actor,
    signal: new AbortController().signal,
    progress: async () => {},
    log: async () => {},
  };
  await runIndexBuild({ indexId }, context, { dataDir: env().dataDir, openEmbedder: openCheckpointEmbedder });
}

/** Document ids of a stored corpus by ordinal. */
export async function corpusIds(corpusHash: string): Promise<readonly string[]> {
  const corpus = await openCorpus(env().dataDir, corpusHash);
  const { ids } = corpus;
  await corpus.close();
  return ids;
}
