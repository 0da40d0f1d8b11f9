import { type Actor, actorId } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import { db, type Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { Conflict, Internal } from '@/lib/foundation/errors';
import { failPoint } from '@/lib/foundation/fail-point';
import { randomId } from '@/lib/foundation/random';
import type { JobProgress } from '@/lib/jobs/define-job';
import { openCorpus, readCorpusManifest } from './corpus-files';
import type { DatasetFacts } from './import-dataset';
import type { ImportReport } from './import-report';
import type { StagedRecords } from './staged-records';
import { announceCorpus, insertDocuments, insertQrels, insertQueries, mirroredDocuments, stagingNumber } from './store';

/** A version that is visible now; `isNew` is false when this content was there before. */
export type Published = {
  datasetId: string;
  slug: string;
  versionId: string;
  number: number;
  corpusHash: string;
  isNew: boolean;
};

export type VersionToPublish = {
  facts: DatasetFacts;
  corpus: { hash: string; name: string; language: string | null };
  grades: { maxGrade: number; relevantFrom: number };
  contentHash: string;
  report: ImportReport;
  staged: StagedRecords;
  isSample: boolean;
};

type Settings = {
  importId: string;
  dataDir: string;
  signal?: AbortSignal | undefined;
  progress?: ((progress: JobProgress) => Promise<void>) | undefined;
};

/** Rows and characters of one insert: large enough to be fast, small enough not to hold up others. */
const batchRows = 1000;
const batchCharacters = 2_000_000;

/**
 * Writes documents, queries and qrels in short statements under a version that nobody sees, then makes it visible in
 * one transaction with its audit entry. A failure removes the version; a kill leaves it to `collectAbandonedImports`.
 */
export async function publishVersion(actor: Actor, version: VersionToPublish, settings: Settings): Promise<Published> {
  const known = await knownVersion(version, settings.importId);
  if (known) return known;
  await mirrorCorpus(version.corpus, settings);
  failPoint('dataset.import.corpus-stored');
  const datasetId = await stageVersion(actor, version, settings.importId);
  failPoint('dataset.import.staged');
  try {
    await storeRecords(version, settings);
    failPoint('dataset.import.stored');
    const visible = await makeVisible(actor, version, datasetId, settings);
    failPoint('dataset.import.published');
    return visible;
  } catch (error) {
    await db().datasetVersion.deleteMany({ where: { id: settings.importId, number: { lt: 1 } } });
    await db().dataset.deleteMany({ where: { id: datasetId, versions: { none: {} } } });
    throw error;
  }
}

/** The version with exactly this content, if the dataset has it and it is the current one. */
async function knownVersion(
  { facts, contentHash }: VersionToPublish,
  importId: string,
): Promise<Published | undefined> {
  const row = await db().datasetVersion.findFirst({
    where: { contentHash, number: { gte: 1 }, dataset: { slug: facts.slug } },
    include: { dataset: { select: { slug: true, currentVersionId: true } } },
  });
  if (!row || row.dataset.currentVersionId !== row.id) return undefined;
  // The same import, tried again after its last step was done, did make it.
  return { ...published(row, row.dataset.slug), isNew: row.id === importId };
}

const published = (row: { id: string; datasetId: string; number: number; corpusHash: string }, slug: string) => ({
  datasetId: row.datasetId,
  slug,
  versionId: row.id,
  number: row.number,
  corpusHash: row.corpusHash,
});

async function mirrorCorpus(corpus: VersionToPublish['corpus'], settings: Settings): Promise<void> {
  const { documentCount } = await readCorpusManifest(settings.dataDir, corpus.hash);
  await announceCorpus({ ...corpus, documentCount });
  const reader = await openCorpus(settings.dataDir, corpus.hash);
  try {
    let done = await mirroredDocuments(corpus.hash);
    const size = (document: { text: string }) => document.text.length;
    for await (const batch of batches(reader.all(done), size)) {
      settings.signal?.throwIfAborted();
      await insertDocuments(corpus.hash, batch);
      done += batch.length;
      await settings.progress?.({ phase: 'store documents', done, total: documentCount, unit: 'documents' });
    }
  } finally {
    await reader.close();
  }
}

async function* batches<T>(items: AsyncIterable<T>, size: (item: T) => number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  let characters = 0;
  for await (const item of items) {
    batch.push(item);
    characters += size(item);
    if (batch.length >= batchRows || characters >= batchCharacters) {
      yield batch;
      batch = [];
      characters = 0;
    }
  }
  if (batch.length > 0) yield batch;
}

async function stageVersion(actor: Actor, version: VersionToPublish, importId: string): Promise<string> {
  const { facts, corpus, grades, report } = version;
  return transaction(async (tx) => {
    await tx.datasetVersion.deleteMany({ where: { id: importId, number: { lt: 1 } } });
    const createdBy = actorId(actor);
    const { slug, name, language, domain, taskDescription, instruction } = facts;
    await tx.dataset.createMany({
      data: [
        {
          id: randomId(),
          slug,
          name,
          language,
          domain,
          taskDescription,
          instruction: instruction ?? '',
          isSample: version.isSample,
          createdBy,
        },
      ],
      skipDuplicates: true,
    });
    const dataset = await tx.dataset.findUniqueOrThrow({ where: { slug } });
    await tx.datasetVersion.create({
      data: {
        id: importId,
        datasetId: dataset.id,
        number: await stagingNumber(tx, dataset.id),
        contentHash: `importing:${importId}`,
        corpusHash: corpus.hash,
        queryCount: report.queries,
        splits: report.splits,
        ...grades,
        report: JSON.parse(JSON.stringify(report)),
        createdBy,
      },
    });
    return dataset.id;
  });
}

async function storeRecords(
  { staged, report }: VersionToPublish,
  { importId, signal, progress }: Settings,
): Promise<void> {
  let done = 0;
  const pairs = Object.values(report.splits).reduce((sum, split) => sum + split.pairs, 0);
  const total = report.queries + pairs;
  const step = async (rows: number) => {
    signal?.throwIfAborted();
    done += rows;
    await progress?.({ phase: 'store queries and qrels', done, total, unit: 'rows' });
  };
  for await (const batch of batches(staged.queries(), (query) => query.text.length)) {
    await insertQueries(importId, batch);
    await step(batch.length);
  }
  for await (const batch of batches(staged.qrels(), () => 50)) {
    await insertQrels(importId, batch);
    await step(batch.length);
  }
}

async function makeVisible(
  actor: Actor,
  version: VersionToPublish,
  datasetId: string,
  settings: Settings,
): Promise<Published> {
  const { facts, corpus, contentHash, report } = version;
  const { files, documentCount } = await readCorpusManifest(settings.dataDir, corpus.hash);
  return transaction(async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM "Dataset" WHERE id = ${datasetId} FOR UPDATE`;
    await refuseIncomplete(tx, corpus.hash, documentCount);
    const same = await tx.datasetVersion.findFirst({ where: { datasetId, contentHash, number: { gte: 1 } } });
    const last = await tx.datasetVersion.aggregate({
      where: { datasetId, number: { gte: 1 } },
      _max: { number: true },
    });
    if (same) await tx.datasetVersion.deleteMany({ where: { id: settings.importId, number: { lt: 1 } } });
    const row =
      same ??
      (await tx.datasetVersion.update({
        where: { id: settings.importId },
        data: { number: (last._max.number ?? 0) + 1, contentHash },
      }));
    const { name, language, domain, taskDescription, instruction } = facts;
    const described = Object.entries({ language, domain, taskDescription, instruction }).filter(
      ([, value]) => value !== null && value !== undefined,
    );
    await tx.dataset.update({
      where: { id: datasetId },
      data: { currentVersionId: row.id, name, archivedAt: null, ...Object.fromEntries(described) },
    });
    await tx.corpus.update({
      where: { hash: corpus.hash },
      data: { sizeBytes: BigInt(files['documents.jsonl'].sizeBytes), documentCount },
    });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'dataset.import',
      subjectType: 'dataset',
      subjectId: datasetId,
      data: {
        slug: facts.slug,
        version: row.number,
        contentHash,
        corpusHash: corpus.hash,
        documents: documentCount,
        queries: report.queries,
        splits: report.splits,
        leftOut: report.leftOut,
      },
    });
    return { ...published(row, facts.slug), isNew: !same };
  });
}

/** The corpus may have been deleted, or its mirror cut short by another import, since this one wrote it. */
async function refuseIncomplete(tx: Tx, hash: string, documentCount: number): Promise<void> {
  const rows = await tx.document.count({ where: { corpusHash: hash } });
  if (rows === documentCount) return;
  if (rows > documentCount) throw new Internal('A corpus has more rows than documents.');
  throw new Conflict('The corpus was deleted while the import ran. Nothing was changed; import again.');
}
