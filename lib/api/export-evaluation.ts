import { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';
import type { EvaluationResults } from '@/lib/contracts/evaluation-results';
import { cellKeys } from '@/lib/evaluation/cell-configuration';
import { exportQueryCsv, exportTrecRun, getEvaluation } from '@/lib/evaluation/read-evaluations';
import { NotFound } from '@/lib/foundation/errors';
import { writeRun } from '@/lib/metrics/write-run';

const row = z.string().min(1).max(600);
/** `GET /api/evaluations/:id/csv?row` */
export const exportRowsSchema = z.object({ row: row.optional() });
/** `GET /api/evaluations/:id/trec?row` */
export const exportRowSchema = z.object({ row });

const attachment = (text: string, fileName: string, type: string): Response =>
  new Response(text, {
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
    },
  });

/** Per-query values of one row, or of every row, as a file that names the evaluation. @throws {NotFound} */
export async function exportRowsCsv(actor: Actor, id: string, only: string | undefined): Promise<Response> {
  const evaluation = await getEvaluation(actor, id);
  const rows = only === undefined ? rowsOf(evaluation.results, cellKeys(evaluation)) : [only];
  return attachment(
    await exportQueryCsv(actor, id, rows),
    `evaluation-${evaluation.hash.slice(0, 12)}.csv`,
    'text/csv',
  );
}

function rowsOf(results: EvaluationResults, cells: string[]): string[] {
  return results.kind === 'component' || results.kind === 'run' ? results.rows.map((result) => result.row) : cells;
}

/** The result lists of one row as a TREC run. @throws {NotFound} if no lists are kept for it */
export async function exportRowTrec(actor: Actor, id: string, key: string): Promise<Response> {
  const { hash } = await getEvaluation(actor, id);
  const run = await exportTrecRun(actor, id, key);
  if (run.queries.size === 0) throw new NotFound(`This evaluation keeps no result lists of ${key.slice(0, 120)}.`);
  return attachment(writeRun(run), `evaluation-${hash.slice(0, 12)}.run`, 'text/plain');
}
