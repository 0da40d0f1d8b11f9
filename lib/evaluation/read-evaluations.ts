import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { perQueryCsv } from './evaluation-csv';
import { measureOrder, valuesOfRecords } from './query-values';
import {
  type EvaluationFilter,
  findEvaluation,
  findEvaluations,
  findQueryRecords,
  type QueryRecord,
  type StoredEvaluation,
} from './store';

/** The newest evaluations first, without their results; at most 200. */
export async function listEvaluations(actor: Actor, filter: EvaluationFilter = {}) {
  requireRole(actor, 'operator', 'stakeholder');
  return findEvaluations(db(), filter);
}

/** One evaluation, checked against its hash. @throws {NotFound} @throws {Conflict} if it was changed in the database */
export async function getEvaluation(actor: Actor, id: string): Promise<StoredEvaluation> {
  requireRole(actor, 'operator', 'stakeholder');
  return findEvaluation(db(), id);
}

/**
 * Per-query values and result lists of some rows (cells, checkpoints, runs), for query tables and result lists side by
 * side.
 *
 * @throws {NotFound} for an unknown evaluation
 */
export async function getQueryRecords(
  actor: Actor,
  id: string,
  rows: readonly string[],
  queryId?: string,
): Promise<QueryRecord[]> {
  requireRole(actor, 'operator', 'stakeholder');
  await findEvaluation(db(), id);
  return findQueryRecords(db(), id, rows, queryId);
}

/** Per-query values of some rows as CSV. @throws {NotFound} */
export async function exportQueryCsv(actor: Actor, id: string, rows: readonly string[]): Promise<string> {
  const order = measureOrder((await getEvaluation(actor, id)).results);
  const records = await findQueryRecords(db(), id, rows);
  return perQueryCsv(
    rows.map((row) => {
      const own = records.filter((record) => record.row === row);
      return { row, evaluation: valuesOfRecords(own, order) };
    }),
  );
}

/**
 * The kept result lists of a row as a TREC run: ranks become falling scores, since only the order is stored.
 *
 * @throws {NotFound}
 */
export async function exportTrecRun(actor: Actor, id: string, row: string) {
  const records = await getQueryRecords(actor, id, [row]);
  const queries = records.flatMap(({ queryId, ranking }) =>
    ranking
      ? [[queryId, ranking.map((documentId, i) => ({ id: documentId, score: ranking.length - i }))] as const]
      : [],
  );
  return { tag: row.replace(/\s+/g, '_'), queries: new Map(queries) };
}
