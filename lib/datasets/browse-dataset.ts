import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { NotFound } from '@/lib/foundation/errors';
import { isWhole } from './store';

/** A page of a list: `total` counts all that match, `skip` and `take` say which part this is. */
export type Page<T> = { total: number; items: T[] };
export type PageRequest = { skip?: number; take?: number };

const bounds = ({ skip = 0, take = 50 }: PageRequest) => ({
  skip: Math.max(0, skip),
  take: Math.min(Math.max(1, take), 200),
});
/** Percent, underscore and backslash mean themselves. */
const likePattern = (words: string) => `%${words.replace(/[\\%_]/g, (char) => `\\${char}`)}%`;
const previewCharacters = 400;

export type DocumentPreview = { ordinal: number; id: string; title: string; preview: string; characters: number };

/**
 * Documents of a corpus in corpus order, at most 200 at a time, texts cut to a preview; `search` keeps those whose id,
 * title or text contains it, whatever the case.
 */
export async function browseDocuments(
  actor: Actor,
  corpusHash: string,
  request: PageRequest & { search?: string } = {},
): Promise<Page<DocumentPreview>> {
  requireRole(actor, 'operator', 'stakeholder');
  const { skip, take } = bounds(request);
  const search = request.search?.trim() ?? '';
  const corpus = await db().corpus.findFirst({ where: { hash: corpusHash, ...isWhole } });
  if (!corpus) throw new NotFound('There is no such corpus.');
  const pattern = likePattern(search);
  const items = search
    ? await db().$queryRaw<DocumentPreview[]>`
        SELECT ordinal, "documentId" AS id, title, left(text, ${previewCharacters}::int) AS preview, length(text) AS characters FROM "Document"
        WHERE "corpusHash" = ${corpusHash} AND ("documentId" ILIKE ${pattern} OR title ILIKE ${pattern} OR text ILIKE ${pattern})
        ORDER BY ordinal OFFSET ${skip} LIMIT ${take}`
    : await db().$queryRaw<DocumentPreview[]>`
        SELECT ordinal, "documentId" AS id, title, left(text, ${previewCharacters}::int) AS preview, length(text) AS characters FROM "Document"
        WHERE "corpusHash" = ${corpusHash} AND ordinal >= ${skip} ORDER BY ordinal LIMIT ${take}`;
  if (!search) return { total: corpus.documentCount, items };
  const [count] = await db().$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM "Document"
    WHERE "corpusHash" = ${corpusHash} AND ("documentId" ILIKE ${pattern} OR title ILIKE ${pattern} OR text ILIKE ${pattern})`;
  return { total: count?.n ?? 0, items };
}

/** One whole document. @throws {NotFound} */
export async function getDocument(actor: Actor, corpusHash: string, documentId: string) {
  requireRole(actor, 'operator', 'stakeholder');
  const row = await db().document.findUnique({ where: { corpusHash_documentId: { corpusHash, documentId } } });
  if (!row) throw new NotFound('There is no such document in this corpus.');
  return { ordinal: row.ordinal, id: row.documentId, title: row.title, text: row.text, metadata: row.metadata };
}

/**
 * Queries of a dataset version by id, at most 200 at a time, with the number of judged and relevant documents in a split
 * (in all splits without one); `search` keeps those whose id or text contains it.
 */
export async function browseQueries(
  actor: Actor,
  versionId: string,
  request: PageRequest & { search?: string; split?: string } = {},
) {
  requireRole(actor, 'operator', 'stakeholder');
  const { skip, take } = bounds(request);
  const version = await db().datasetVersion.findFirst({ where: { id: versionId, number: { gte: 1 } } });
  if (!version) throw new NotFound('There is no such dataset version.');
  const pattern = likePattern(request.search?.trim() ?? '');
  const split = request.split ?? null;
  const items = await db().$queryRaw<{ id: string; text: string; judged: number; relevant: number; total: number }[]>`
    SELECT q."queryId" AS id, q.text, count(r.grade)::int AS judged,
      count(r.grade) FILTER (WHERE r.grade >= ${version.relevantFrom}::float8)::int AS relevant, count(*) OVER ()::int AS total
    FROM "Query" q LEFT JOIN "Qrel" r ON r."versionId" = q."versionId" AND r."queryId" = q."queryId" AND (${split}::text IS NULL OR r.split = ${split}::text)
    WHERE q."versionId" = ${versionId} AND (q."queryId" ILIKE ${pattern} OR q.text ILIKE ${pattern})
    GROUP BY q."versionId", q."queryId", q.text HAVING ${split}::text IS NULL OR count(r.grade) > 0
    ORDER BY q."queryId" OFFSET ${skip} LIMIT ${take}`;
  return { total: items[0]?.total ?? 0, items: items.map(({ total: _, ...item }) => item) };
}

/** The judged documents of one query: split, grade and title, best grade first. */
export async function getJudgments(actor: Actor, versionId: string, queryId: string) {
  requireRole(actor, 'operator', 'stakeholder');
  return db().$queryRaw<{ split: string; documentId: string; grade: number; title: string; preview: string }[]>`
    SELECT r.split, r."documentId", r.grade, d.title, left(d.text, ${previewCharacters}::int) AS preview
    FROM "Qrel" r JOIN "DatasetVersion" v ON v.id = r."versionId" AND v.number >= 1
    JOIN "Document" d ON d."corpusHash" = v."corpusHash" AND d."documentId" = r."documentId"
    WHERE r."versionId" = ${versionId} AND r."queryId" = ${queryId} ORDER BY r.grade DESC, r.split, r."documentId" LIMIT 500`;
}
