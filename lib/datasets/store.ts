import { type DbOrTx, db, type Tx } from '@/lib/db/client';
import { NotFound } from '@/lib/foundation/errors';
import type { CorpusDocument } from './corpus-files';
import type { NewQrel } from './reading/read-qrels';
import type { NewQuery } from './reading/read-queries';

/**
 * The only queries of the room. Two marks keep what is half imported out of sight: a version is published when its
 * number is positive, a corpus is whole when its size is known (not -1).
 */
export const isPublished = { number: { gte: 1 } };
export const isWhole = { sizeBytes: { gte: 0 } };

/** Announces a corpus before its documents are mirrored; one that is there already stays as it is. */
export async function announceCorpus(facts: {
  hash: string;
  name: string;
  language: string | null;
  documentCount: number;
}): Promise<void> {
  const { hash, name, language, documentCount } = facts;
  await db().$executeRaw`
    INSERT INTO "Corpus" (hash, name, language, "documentCount", "sizeBytes") VALUES (${hash}, ${name}, ${language}, ${documentCount}, -1)
    ON CONFLICT (hash) DO NOTHING`;
}

/** How many documents of a corpus are mirrored; they are inserted in order, so this is where to go on. */
export async function mirroredDocuments(hash: string): Promise<number> {
  const [row] = await db().$queryRaw<
    { next: number }[]
  >`SELECT coalesce(max(ordinal) + 1, 0)::int AS next FROM "Document" WHERE "corpusHash" = ${hash}`;
  return row?.next ?? 0;
}

export async function insertDocuments(hash: string, documents: readonly CorpusDocument[]): Promise<void> {
  await db().$executeRaw`
    INSERT INTO "Document" ("corpusHash", ordinal, "documentId", title, text, "textHash", metadata)
    SELECT ${hash}, o, i, t, x, h, nullif(m, '')::jsonb
    FROM unnest(${documents.map((d) => d.ordinal)}::int[], ${documents.map((d) => d.id)}::text[], ${documents.map((d) => d.title)}::text[],
      ${documents.map((d) => d.text)}::text[], ${documents.map((d) => d.textHash)}::text[],
      ${documents.map((d) => (d.metadata ? JSON.stringify(d.metadata) : ''))}::text[]) AS d(o, i, t, x, h, m)
    ON CONFLICT DO NOTHING`;
}

export async function insertQueries(versionId: string, queries: readonly NewQuery[]): Promise<void> {
  await db().$executeRaw`
    INSERT INTO "Query" ("versionId", "queryId", text, metadata)
    SELECT ${versionId}, i, t, nullif(m, '')::jsonb
    FROM unnest(${queries.map((q) => q.id)}::text[], ${queries.map((q) => q.text)}::text[],
      ${queries.map((q) => (q.metadata ? JSON.stringify(q.metadata) : ''))}::text[]) AS q(i, t, m)`;
}

export async function insertQrels(versionId: string, qrels: readonly (NewQrel & { split: string })[]): Promise<void> {
  await db().$executeRaw`
    INSERT INTO "Qrel" ("versionId", split, "queryId", "documentId", grade)
    SELECT ${versionId}, s, q, d, g::float8
    FROM unnest(${qrels.map((q) => q.split)}::text[], ${qrels.map((q) => q.queryId)}::text[], ${qrels.map((q) => q.documentId)}::text[],
      ${qrels.map((q) => String(q.grade))}::text[]) AS r(s, q, d, g)`;
}

/** The number for a version that is being written: negative, so that nobody sees it. */
export async function stagingNumber(tx: Tx, datasetId: string): Promise<number> {
  const [row] = await tx.$queryRaw<
    { next: number }[]
  >`SELECT least(min(number), 0)::int - 1 AS next FROM "DatasetVersion" WHERE "datasetId" = ${datasetId}`;
  return row?.next ?? -1;
}

/** A dataset by id or slug, with its published versions, newest first. @throws {NotFound} */
export async function findDataset(reader: DbOrTx, idOrSlug: string) {
  const dataset = await reader.dataset.findFirst({
    where: { OR: [{ id: idOrSlug }, { slug: idOrSlug }], currentVersionId: { not: null } },
    include: { versions: { where: isPublished, orderBy: { number: 'desc' }, include: { corpus: true } } },
  });
  if (!dataset)
    throw new NotFound(`There is no dataset "${idOrSlug.slice(0, 100)}".`, {
      hint: 'List the datasets with "dataset list".',
    });
  return dataset;
}

/** Whole corpora that hold every one of these documents, with the slug of a dataset that uses each. */
export async function corporaHolding(documentIds: readonly string[]): Promise<{ hash: string; slug: string | null }[]> {
  return db().$queryRaw`
    SELECT c.hash, (SELECT min(s.slug) FROM "Dataset" s JOIN "DatasetVersion" v ON v.id = s."currentVersionId" WHERE v."corpusHash" = c.hash) AS slug
    FROM "Corpus" c WHERE c."sizeBytes" >= 0 AND
      (SELECT count(*) FROM "Document" d WHERE d."corpusHash" = c.hash AND d."documentId" = ANY(${[...documentIds]}::text[])) = ${documentIds.length}
    ORDER BY c."createdAt"`;
}

/** What keeps a corpus from being deleted: indexes, applications and other datasets that refer to it. */
export async function usersOfCorpus(tx: Tx, hash: string, exceptDatasetId: string) {
  const [indexes, applications, otherVersions] = await Promise.all([
    tx.index.count({ where: { corpusHash: hash } }),
    tx.application.findMany({ where: { corpusHash: hash, archivedAt: null }, select: { name: true }, take: 5 }),
    tx.datasetVersion.count({ where: { corpusHash: hash, datasetId: { not: exceptDatasetId } } }),
  ]);
  return { indexes, applications: applications.map((application) => application.name), otherVersions };
}
