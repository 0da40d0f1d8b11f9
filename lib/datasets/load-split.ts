import { db } from '@/lib/db/client';
import { InvalidInput, NotFound } from '@/lib/foundation/errors';

/** A query as evaluation and training use it. */
export type SplitQuery = { id: string; text: string };

/** The judged queries of one split of a dataset version. */
export type LoadedSplit = {
  versionId: string;
  datasetId: string;
  slug: string;
  /** names the content of the whole version, for the record of an evaluation */
  contentHash: string;
  corpusHash: string;
  split: string;
  /** the instruction of the dataset's task, empty when it has none */
  instruction: string;
  /** queries with at least one judgment in this split, by id ascending */
  queries: SplitQuery[];
  /** grades by document id, by query id; same keys as `queries` */
  qrels: Map<string, Map<string, number>>;
  maxGrade: number;
  /** lowest grade that counts as relevant for binary measures */
  relevantFrom: number;
};

/**
 * Loads queries and grades of a split for evaluation or training. A use case calls it after checking the role.
 *
 * @throws {NotFound} if the version is not there @throws {InvalidInput} naming the splits, if it has no such split
 */
export async function loadSplit(versionId: string, split: string): Promise<LoadedSplit> {
  const version = await findVersion(versionId);
  const names = Object.keys(version.splits as Record<string, unknown>);
  if (!names.includes(split)) {
    throw new InvalidInput(`This dataset has no split "${split.slice(0, 64)}". It has: ${names.join(', ') || 'none'}.`);
  }
  const queries = await db().$queryRaw<SplitQuery[]>`
    SELECT q."queryId" AS id, q.text FROM "Query" q WHERE q."versionId" = ${versionId}
      AND EXISTS (SELECT 1 FROM "Qrel" r WHERE r."versionId" = q."versionId" AND r.split = ${split} AND r."queryId" = q."queryId")`;
  const rows = await db().$queryRaw<{ queryId: string; documentId: string; grade: number }[]>`
    SELECT "queryId", "documentId", grade FROM "Qrel" WHERE "versionId" = ${versionId} AND split = ${split}`;
  const qrels = new Map<string, Map<string, number>>();
  for (const { queryId, documentId, grade } of rows) {
    const grades = qrels.get(queryId) ?? new Map<string, number>();
    qrels.set(queryId, grades.set(documentId, grade));
  }
  const { datasetId, contentHash, corpusHash, maxGrade, relevantFrom, dataset } = version;
  return {
    versionId,
    datasetId,
    slug: dataset.slug,
    contentHash,
    corpusHash,
    split,
    instruction: dataset.instruction,
    queries: byId(queries),
    qrels,
    maxGrade,
    relevantFrom,
  };
}

// Code point order, not the database's collation: the same on every server.
const byId = (queries: SplitQuery[]) => queries.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

/** All queries of a version, judged or not, by id ascending: for studies and playground suggestions. @throws {NotFound} */
export async function loadQueries(versionId: string): Promise<SplitQuery[]> {
  await findVersion(versionId);
  return byId(
    await db().$queryRaw<SplitQuery[]>`SELECT "queryId" AS id, text FROM "Query" WHERE "versionId" = ${versionId}`,
  );
}

async function findVersion(versionId: string) {
  const version = await db().datasetVersion.findFirst({
    where: { id: versionId, number: { gte: 1 } },
    include: { dataset: { select: { slug: true, instruction: true } } },
  });
  if (!version) throw new NotFound('There is no such dataset version.');
  return version;
}

/**
 * The version that a person means by a dataset's id or slug, with an optional number (`stard-rebuilt@2`): the current
 * one without a number.
 *
 * @throws {NotFound}
 */
export async function resolveVersion(
  name: string,
): Promise<{ versionId: string; corpusHash: string; splits: string[] }> {
  const [, slug = name, number] = /^(.*?)(?:@(\d+))?$/.exec(name) ?? [];
  const dataset = await db().dataset.findFirst({
    where: { OR: [{ slug }, { id: slug }] },
    select: { id: true, currentVersionId: true },
  });
  const where =
    number === undefined
      ? { id: dataset?.currentVersionId ?? '' }
      : { datasetId: dataset?.id ?? '', number: Number(number) };
  const version = await db().datasetVersion.findFirst({ where: { ...where, AND: { number: { gte: 1 } } } });
  if (!version)
    throw new NotFound(`There is no dataset "${name.slice(0, 100)}".`, {
      hint: 'List the datasets with "dataset list".',
    });
  return {
    versionId: version.id,
    corpusHash: version.corpusHash,
    splits: Object.keys(version.splits as Record<string, unknown>),
  };
}
