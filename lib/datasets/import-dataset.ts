import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Actor, requireRole } from '@/lib/auth/actor';
import { env } from '@/lib/foundation/env';
import { Forbidden, InvalidInput } from '@/lib/foundation/errors';
import { failPoint } from '@/lib/foundation/fail-point';
import { contentHash } from '@/lib/foundation/hash';
import { randomId } from '@/lib/foundation/random';
import type { JobProgress } from '@/lib/jobs/define-job';
import { type BoundCorpus, bindCorpus } from './bind-corpus';
import { collectAbandonedImports } from './collect-abandoned-imports';
import type { CorpusManifest } from './corpus-manifest';
import { createCorpusWriter } from './corpus-writer';
import type { DatasetFile } from './dataset-file';
import type { ImportRequest } from './import-dataset.job';
import { defaultImportLimits, type ImportLimits } from './import-limits';
import { ImportProblems, type ImportReport } from './import-report';
import { openImportSource } from './open-import-source';
import { type Published, publishVersion } from './publish-version';
import { type DatasetRead, readBeir } from './read-beir';
import { type DatasetLayout, findLayout } from './reading/find-layout';
import { createStagedRecords, type StagedRecords } from './staged-records';

export type ImportContext = {
  /** names everything temporary, so that a second try cleans up after the first: the id of the job */
  importId?: string;
  signal?: AbortSignal;
  progress?(progress: JobProgress): Promise<void>;
  limits?: ImportLimits;
  dataDir?: string;
};

/** `isNew` is false when exactly this content was there already: then nothing was changed. */
export type ImportedDataset = Published & { report: ImportReport };

/**
 * Imports a dataset folder or archive as a new version of a dataset, named by its content: streamed with memory bounded
 * by the ids, all or nothing. A version is visible only when its files and rows are complete; a try that died is cleaned
 * up by the next one.
 *
 * @throws {InvalidInput} with file, line and reason for bad input; nothing is changed then
 * @throws {PayloadTooLarge} {OutOfSpace} {Cancelled}
 */
export async function importDataset(
  actor: Actor,
  request: ImportRequest,
  context: ImportContext = {},
): Promise<ImportedDataset> {
  requireRole(actor, 'operator');
  if (request.source.kind === 'path' && actor.kind !== 'system') {
    throw new Forbidden('Only the command line may import a folder of this machine. Upload the files instead.');
  }
  const { importId = randomId(), dataDir = env().dataDir, limits = defaultImportLimits } = context;
  await collectAbandonedImports(dataDir);
  const workDirectory = path.join(dataDir, 'imports', importId);
  await rm(workDirectory, { recursive: true, force: true });
  await mkdir(workDirectory, { recursive: true, mode: 0o700 });
  try {
    const folder = await openImportSource(actor, request.source, {
      dataDir,
      workDirectory,
      limits,
      signal: context.signal,
    });
    const layout = await findLayout(folder, request.task);
    const bound = layout.corpus
      ? refuseSecondCorpus(request)
      : await bindCorpus(layout, request.corpus, { dataDir, limits });
    const staged = await createStagedRecords(workDirectory);
    const read = await readAll(layout, bound, staged, { request, importId, dataDir, limits, context });
    failPoint('dataset.import.read');
    const facts = datasetFacts(layout.about, request, folder);
    const grades = gradeScale(layout.about, request, read);
    const corpus = { hash: read.corpusHash, name: facts.name, language: facts.language };
    const hash = contentHash({ corpus: corpus.hash, ...staged.hashes(), ...grades });
    const published = await publishVersion(
      actor,
      { facts, corpus, grades, contentHash: hash, report: read.report, staged, isSample: request.isSample },
      { importId, dataDir, signal: context.signal, progress: context.progress },
    );
    return { ...published, report: read.report };
  } finally {
    await rm(workDirectory, { recursive: true, force: true });
  }
}

function refuseSecondCorpus(request: ImportRequest): undefined {
  if (request.corpus === undefined) return undefined;
  throw new InvalidInput(
    'This dataset brings a corpus of its own, so it cannot be bound to another one. Leave the corpus out.',
  );
}

type ReadSettings = {
  request: ImportRequest;
  importId: string;
  dataDir: string;
  limits: ImportLimits;
  context: ImportContext;
};

/** Reads everything once: documents into a new corpus, queries and qrels into staged files. */
async function readAll(
  layout: DatasetLayout,
  bound: BoundCorpus | undefined,
  staged: StagedRecords,
  { request, importId, dataDir, limits, context }: ReadSettings,
): Promise<DatasetRead & { corpusHash: string }> {
  const problems = new ImportProblems(request.onBadLine);
  const writer = bound ? undefined : await createCorpusWriter(dataDir, importId);
  const onBytes = (done: number, total: number) =>
    void context.progress?.({ phase: 'read', done, total, unit: 'bytes' });
  try {
    const read = await readBeir(
      layout,
      { document: async (document) => writer?.write(document), query: staged.query, qrel: staged.qrel },
      {
        limits,
        problems,
        onBytes,
        ...(bound ? { boundIds: bound.ids } : {}),
        ...(context.signal ? { signal: context.signal } : {}),
      },
    );
    await staged.finish();
    const manifest: Pick<CorpusManifest, 'hash'> | undefined = await writer?.finish();
    return { ...read, corpusHash: manifest?.hash ?? (bound as BoundCorpus).hash };
  } catch (error) {
    await staged.discard();
    await writer?.discard();
    throw error;
  }
}

/** How a dataset is described: the request first, then `dataset.json`, then the name of the folder. */
function datasetFacts(about: DatasetFile, request: ImportRequest, folder: string) {
  const name = request.name ?? about.name ?? request.task ?? path.basename(folder);
  return {
    name,
    slug: request.slug ?? slugOf(name),
    language: request.language ?? about.language ?? null,
    domain: about.domain ?? null,
    taskDescription: request.taskDescription ?? about.task ?? null,
    instruction: request.instruction ?? about.instruction,
  };
}
export type DatasetFacts = ReturnType<typeof datasetFacts>;

/** Lower-case letters, digits and dashes; a name in another script is named by a hash of itself. */
function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);
  return slug || `dataset-${contentHash(name).slice(0, 8)}`;
}

function gradeScale(
  about: DatasetFile,
  request: ImportRequest,
  read: DatasetRead,
): { maxGrade: number; relevantFrom: number } {
  const maxGrade = Math.max(about.max_grade ?? 0, read.highestGrade ?? 0) || 1;
  return { maxGrade, relevantFrom: request.relevantFrom ?? about.relevant_from ?? Math.min(1, maxGrade) };
}
