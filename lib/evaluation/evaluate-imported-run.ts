import { z } from 'zod';
import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { InvalidInput } from '@/lib/foundation/errors';
import { sha256 } from '@/lib/foundation/hash';
import { evaluateRun, type RunEvaluation } from '@/lib/metrics/evaluate-run';
import { parseMeasure } from '@/lib/metrics/parse-measure';
import { parseRun } from '@/lib/metrics/parse-run';
import type { Run } from '@/lib/metrics/run';
import { rankDocuments } from '@/lib/metrics/trec-order';
import { describeMachine } from './evidence';
import { loadQuerySet } from './query-set';
import { insertEvaluation, type QueryRecord } from './store';
import { summarizeRow } from './summarize';

export const importedRunSchema = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  versionId: z.string().min(1),
  split: z.string().min(1).max(100),
  /** how messages name the file */
  fileName: z.string().min(1).max(300),
  measures: z.array(z.string()).min(1).max(30).default(['nDCG@10', 'RR@10', 'Recall@100', 'AP']),
});
export type ImportedRunRequest = z.input<typeof importedRunSchema>;

/** Result lists that are kept for the query pages: enough to look at, not the whole run. */
const keptDocuments = 100;

/**
 * Evaluates a run that another system made (TREC or CSV) against a split, and stores the evaluation.
 *
 * @param text  the whole file
 * @throws {InvalidInput} with file, line and reason for a broken run, or if it answers none of the judged queries
 * @throws {NotFound} for an unknown version
 */
export async function evaluateImportedRun(
  actor: Actor,
  input: ImportedRunRequest,
  text: string,
): Promise<{ evaluationId: string; hash: string; evaluation: RunEvaluation }> {
  requireRole(actor, 'operator');
  const request = importedRunSchema.parse(input);
  const measures = request.measures.map(parseMeasure);
  const run = parseRun(text, request.fileName);
  const querySet = await loadQuerySet(db(), request.versionId, request.split);
  const { qrels, relevantFrom, strata } = querySet;
  const evaluation = evaluateRun(run, qrels, measures, { relevantFrom });
  if (evaluation.missingFromRun.length === evaluation.queryIds.length) {
    throw new InvalidInput(`${request.fileName}: the run answers none of the ${qrels.size} judged queries.`, {
      hint: `Query ids of this split look like ${evaluation.queryIds[0]}. Is it a run for another dataset or split?`,
    });
  }
  const { versionId, contentHash, corpusHash, split, instruction } = querySet;
  const { id, hash } = await insertEvaluation(actor, {
    name: request.name ?? `Run ${run.tag} on ${querySet.datasetName}, ${split}`,
    subject: { configurationHash: null, description: `imported run ${run.tag}` },
    settings: { measures: request.measures, fileName: request.fileName, relevantFrom },
    inputs: {
      dataset: { versionId, contentHash, corpusHash, split },
      instruction,
      checkpoints: [],
      indexes: [],
      files: [{ role: 'run', sha256: sha256(text) }],
      evaluations: [],
    },
    results: { kind: 'run', estimand: 'future-queries', rows: [summarizeRow('run', run.tag, evaluation, strata)] },
    seed: 0,
    machine: describeMachine(),
    queries: runRecords(run, evaluation),
    jobId: undefined,
  });
  return { evaluationId: id, hash, evaluation };
}

/** Per-query values and the first documents of a run. */
export const runRecords = (run: Run, evaluation: RunEvaluation, row = 'run'): QueryRecord[] =>
  evaluation.queryIds.map((queryId, i) => ({
    row,
    queryId,
    values: Object.fromEntries(evaluation.scores.map(({ name, values }) => [name, values[i] ?? null])),
    ranking: rankDocuments(run.queries.get(queryId) ?? []).slice(0, keptDocuments),
  }));
