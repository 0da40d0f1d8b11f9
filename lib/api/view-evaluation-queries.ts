import type { Actor } from '@/lib/auth/actor';
import type { EvaluationQueries, EvaluationQuery } from '@/lib/contracts/evaluations';
import { db } from '@/lib/db/client';
import { attributeQueries } from '@/lib/evaluation/query-attribution';
import { measureOrder } from '@/lib/evaluation/query-values';
import { getEvaluation, getQueryRecords } from '@/lib/evaluation/read-evaluations';
import { NotFound } from '@/lib/foundation/errors';

type Rows = { row: string; against?: string | undefined };

/** Where the lists of a row are kept: comparisons keep none of their own but name the evaluations they compare. */
async function sourceOf(actor: Actor, id: string, { row, against }: Rows) {
  const evaluation = await getEvaluation(actor, id);
  if (evaluation.results.kind !== 'comparison') {
    return { evaluation, sides: [row, against].map((key) => (key === undefined ? undefined : { id, row: key })) };
  }
  const settings = evaluation.settings as Record<'before' | 'after', { evaluationId: string; row: string }>;
  const side = ({ evaluationId, row: key }: { evaluationId: string; row: string }) => ({ id: evaluationId, row: key });
  return { evaluation, sides: [side(settings.after), side(settings.before)] };
}

/** Every query of one row, with another row beside it and what became of its relevant documents. */
export async function viewEvaluationQueries(actor: Actor, id: string, rows: Rows): Promise<EvaluationQueries> {
  const { evaluation, sides } = await sourceOf(actor, id, rows);
  const [own, other] = await Promise.all(
    sides.map((side) => (side ? getQueryRecords(actor, side.id, [side.row]) : Promise.resolve(undefined))),
  );
  if (!own || own.length === 0) throw new NotFound(`This evaluation has no row ${rows.row.slice(0, 120)}.`);
  const texts = await readTexts(evaluation.versionId);
  const isGrid = evaluation.results.kind === 'grid';
  const attributions = isGrid && texts.size > 0 ? await attributeQueries(actor, id, rows.row) : undefined;
  const byQuery = new Map(other?.map((record) => [record.queryId, record.values]));
  return {
    row: rows.row,
    against: other ? (sides[1]?.row ?? null) : null,
    measures: measureOrder(evaluation.results),
    queries: own.map(({ queryId, values }) => ({
      id: queryId,
      text: texts.get(queryId) ?? null,
      values: { ...values },
      against: byQuery.get(queryId) ?? null,
      attribution: attributions?.get(queryId)?.kind ?? null,
    })),
  };
}

async function readTexts(versionId: string | null): Promise<Map<string, string>> {
  if (!versionId) return new Map();
  const rows = await db().query.findMany({ where: { versionId }, select: { queryId: true, text: true } });
  return new Map(rows.map((row) => [row.queryId, row.text]));
}

const shownDocuments = 20;
const shownMissed = 10;
const previewCharacters = 300;

/** The result lists of one query side by side, with grades, and the relevant documents that none of them shows. */
export async function viewEvaluationQuery(
  actor: Actor,
  id: string,
  queryId: string,
  rows: Rows,
): Promise<EvaluationQuery> {
  const { evaluation, sides } = await sourceOf(actor, id, rows);
  const { versionId, split, inputs } = evaluation;
  const [version, query, qrels, ...found] = await Promise.all([
    versionId ? db().datasetVersion.findUnique({ where: { id: versionId }, select: { relevantFrom: true } }) : null,
    versionId ? db().query.findFirst({ where: { versionId, queryId }, select: { text: true } }) : null,
    versionId && split
      ? db().qrel.findMany({ where: { versionId, split, queryId }, select: { documentId: true, grade: true } })
      : [],
    ...sides.flatMap((side) => (side ? [getQueryRecords(actor, side.id, [side.row], queryId)] : [])),
  ]);
  const records = found.flat();
  if (records.length === 0) throw new NotFound('This evaluation has no such query.');
  const relevantFrom = version?.relevantFrom ?? 1;
  const gradeOf = new Map(qrels.map((qrel) => [qrel.documentId, qrel.grade]));
  const lists = records.map((record) => ({ record, ids: (record.ranking ?? []).slice(0, shownDocuments) }));
  const shown = new Set(lists.flatMap(({ ids }) => ids));
  const missed = qrels
    .filter(({ documentId, grade }) => grade >= relevantFrom && !shown.has(documentId))
    .sort((a, b) => b.grade - a.grade)
    .slice(0, shownMissed);
  const documents = await db().document.findMany({
    where: {
      corpusHash: inputs.dataset?.corpusHash ?? '',
      documentId: { in: [...shown, ...missed.map((qrel) => qrel.documentId)] },
    },
    select: { documentId: true, title: true, text: true },
  });
  const view = (documentId: string) => {
    const document = documents.find((candidate) => candidate.documentId === documentId);
    return {
      id: documentId,
      title: document?.title ?? '',
      preview: document?.text.slice(0, previewCharacters) ?? '',
      grade: gradeOf.get(documentId) ?? null,
    };
  };
  return {
    id: queryId,
    text: query?.text ?? null,
    relevantFrom,
    lists: lists.map(({ record, ids }) => ({
      row: record.row,
      values: { ...record.values },
      documents: ids.map(view),
    })),
    missed: missed.map((qrel) => view(qrel.documentId)),
  };
}
