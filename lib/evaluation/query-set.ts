import type { DbOrTx } from '@/lib/db/client';
import { InvalidInput, NotFound } from '@/lib/foundation/errors';
import type { Qrels } from '@/lib/metrics/grades';
import { compareIds } from '@/lib/metrics/trec-order';
import { type QueryFacts, type Stratum, stratifyQueries } from './strata';

export type QueryText = { readonly id: string; readonly text: string };

/** A split of a dataset version, as evaluations use it. */
export type QuerySet = {
  readonly datasetId: string;
  readonly datasetName: string;
  readonly versionId: string;
  readonly contentHash: string;
  readonly corpusHash: string;
  readonly split: string;
  /** the task's instruction for the models; empty means none */
  readonly instruction: string;
  readonly relevantFrom: number;
  /** the queries that have a judgment in the split, by id */
  readonly queries: readonly QueryText[];
  readonly qrels: Qrels;
  readonly strata: readonly Stratum[];
};

/**
 * Loads the judged queries of a split.
 *
 * @throws {NotFound} if there is no such published version
 * @throws {InvalidInput} if the split is unknown or holds no judgment, naming the splits there are
 */
export async function loadQuerySet(reader: DbOrTx, versionId: string, split: string): Promise<QuerySet> {
  const version = await reader.datasetVersion.findFirst({
    where: { id: versionId, number: { gte: 1 } },
    include: { dataset: true },
  });
  if (!version) throw new NotFound('There is no such dataset version. It may have been deleted since.');
  const rows = await reader.qrel.findMany({
    where: { versionId, split },
    select: { queryId: true, documentId: true, grade: true },
  });
  if (rows.length === 0) {
    const known = Object.keys(version.splits as Record<string, unknown>).join(', ') || 'none';
    throw new InvalidInput(`The split "${split.slice(0, 60)}" of ${version.dataset.name} has no judgments.`, {
      hint: `Splits of this version: ${known}.`,
    });
  }
  const qrels = new Map<string, Map<string, number>>();
  for (const { queryId, documentId, grade } of rows) {
    const grades = qrels.get(queryId) ?? new Map<string, number>();
    qrels.set(queryId, grades.set(documentId, grade));
  }
  const found = await reader.query.findMany({
    where: { versionId },
    select: { queryId: true, text: true, metadata: true },
  });
  const judged = found.filter(({ queryId }) => qrels.has(queryId)).sort((a, b) => compareIds(a.queryId, b.queryId));
  const facts = judged.map(({ queryId, text, metadata }): QueryFacts => {
    const grades = [...(qrels.get(queryId)?.values() ?? [])];
    return {
      queryId,
      lengthCharacters: [...text].length,
      relevantDocuments: grades.filter((grade) => grade >= version.relevantFrom).length,
      metadata: isRecord(metadata) ? metadata : {},
    };
  });
  return {
    datasetId: version.datasetId,
    datasetName: version.dataset.name,
    versionId,
    contentHash: version.contentHash,
    corpusHash: version.corpusHash,
    split,
    instruction: version.dataset.instruction,
    relevantFrom: version.relevantFrom,
    queries: judged.map(({ queryId, text }) => ({ id: queryId, text })),
    qrels: new Map(judged.map(({ queryId }) => [queryId, qrels.get(queryId) ?? new Map<string, number>()])),
    strata: stratifyQueries(facts),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
