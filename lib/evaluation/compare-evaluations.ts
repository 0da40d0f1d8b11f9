import { z } from 'zod';
import { type Actor, requireRole } from '@/lib/auth/actor';
import type { RegressionSummary, RowSummary } from '@/lib/contracts/evaluation-results';
import { type DbOrTx, db } from '@/lib/db/client';
import { Conflict, InvalidInput, NotFound } from '@/lib/foundation/errors';
import { compareConfigurations, type QueryValues, queryChanges } from './compare-configurations';
import { describeMachine, type EvidenceContent, type GateFigures, gateFigures } from './evidence';
import { loadQuerySet, type QuerySet } from './query-set';
import { measureOrder, summarizeStrata, summarizeValues, valuesOfRecords } from './query-values';
import { regressionByStratum } from './regression';
import { findEvaluation, findQueryRecords, insertEvaluation, type StoredEvaluation } from './store';
import { summarizePaired, summarizeRegression } from './summarize';

const sideSchema = z.object({ evaluationId: z.string().min(1), row: z.string().min(1) });

export const comparisonRequestSchema = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  before: sideSchema,
  after: sideSchema,
  /** what `after` is as a configuration, so that a gate knows whose evidence this is */
  configurationHash: z.string().optional(),
  correction: z.enum(['holm', 'benjamini-hochberg']).default('holm'),
  tolerance: z.number().min(0).max(1).default(0.01),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
});
export type ComparisonRequest = z.input<typeof comparisonRequestSchema>;

type Side = { evaluation: StoredEvaluation; row: string; values: QueryValues };

/**
 * Compares two evaluated rows (cells, checkpoints, runs) query by query, by every measure they share and by stratum, and
 * stores the comparison.
 *
 * @throws {NotFound} for an unknown evaluation or row
 * @throws {InvalidInput} if the two were evaluated on different dataset versions or splits, or share no measure
 */
export async function compareEvaluations(
  actor: Actor,
  input: ComparisonRequest,
): Promise<{ evaluationId: string; hash: string }> {
  requireRole(actor, 'operator');
  const request = comparisonRequestSchema.parse(input);
  const [before, after] = [await loadSide(db(), request.before), await loadSide(db(), request.after)];
  const querySet = await sharedQuerySet(before, after);
  const comparison = compareConfigurations(before.values, after.values, request);
  const { id, hash } = await insertEvaluation(actor, {
    name: request.name ?? `${after.row} against ${before.row}`,
    subject: {
      configurationHash: request.configurationHash ?? null,
      description: `${after.row} against ${before.row}`,
    },
    settings: { before: request.before, after: request.after, tolerance: request.tolerance },
    inputs: {
      ...after.evaluation.inputs,
      checkpoints: uniqueById([...before.evaluation.inputs.checkpoints, ...after.evaluation.inputs.checkpoints]),
      indexes: uniqueById([...before.evaluation.inputs.indexes, ...after.evaluation.inputs.indexes]),
      evaluations: [before, after].map((side) => ({ id: side.evaluation.id, hash: side.evaluation.hash })),
    },
    results: {
      kind: 'comparison',
      estimand: comparison.estimand,
      before: rowSummary(before, querySet),
      after: rowSummary(after, querySet),
      correction: comparison.correction,
      measures: comparison.measures.map((item) => ({
        measure: item.measure,
        beforeMean: item.beforeMean,
        afterMean: item.afterMean,
        paired: summarizePaired(item.comparison),
        correctedP: item.correctedP,
        detectableDifference: item.detectableDifference ?? null,
      })),
      regressions: regressionsBetween(before, after, querySet, request),
      leftOut: [...comparison.leftOut],
    },
    seed: request.seed,
    machine: describeMachine(),
    queries: [],
    jobId: undefined,
  });
  return { evaluationId: id, hash };
}

async function loadSide(reader: DbOrTx, { evaluationId, row }: { evaluationId: string; row: string }): Promise<Side> {
  const evaluation = await findEvaluation(reader, evaluationId);
  const records = await findQueryRecords(reader, evaluationId, [row]);
  if (records.length === 0) throw new NotFound(`The evaluation "${evaluation.name}" has no row ${row.slice(0, 120)}.`);
  return { evaluation, row, values: valuesOfRecords(records, measureOrder(evaluation.results)) };
}

/** The queries that both were evaluated on. */
async function sharedQuerySet(before: Side, after: Side): Promise<QuerySet> {
  const [old, fresh] = [before.evaluation.inputs.dataset, after.evaluation.inputs.dataset];
  if (!old || !fresh || old.contentHash !== fresh.contentHash || old.split !== fresh.split) {
    throw new InvalidInput(
      'The two were evaluated on different versions or splits of a dataset; their queries differ.',
      {
        hint: 'Evaluate both on the same split of the same version, then compare.',
      },
    );
  }
  return loadQuerySet(db(), fresh.versionId, fresh.split);
}

/** The summary that was stored for a row, or one from its values. */
function rowSummary({ evaluation, row, values }: Side, { strata }: QuerySet): RowSummary {
  const { results } = evaluation;
  if (results.kind === 'component' || results.kind === 'run') {
    const stored = results.rows.find((candidate) => candidate.row === row);
    if (stored) return stored;
  }
  const cell = results.kind === 'grid' ? results.cells.find(({ key }) => key === row) : undefined;
  return {
    row,
    label: row,
    measures: summarizeValues(values),
    coverage: cell?.coverage ?? { k: 0, mean: null },
    strata: summarizeStrata(values, strata),
    remarks: [],
  };
}

function regressionsBetween(
  before: Side,
  after: Side,
  { strata }: QuerySet,
  { tolerance, seed }: { tolerance: number; seed: number },
): RegressionSummary[] {
  return after.values.scores.flatMap(({ name }) => {
    const changes = queryChanges(before.values, after.values, name);
    if (changes.length === 0) return [];
    const report = regressionByStratum(name, changes, strata, { tolerance, seed });
    return [summarizeRegression(report, after.row, before.row)];
  });
}

const uniqueById = <T extends { id: string }>(items: readonly T[]): T[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];

/** What the gate may read about one row: frozen figures, with every change against the champion computed from the stored queries. */
export type RowFinding = GateFigures & { readonly id: string; readonly hash: string; readonly name: string };

/**
 * The finding of an evaluation about one row, to be attached to a release. For a cell of a grid with a champion, changes
 * by stratum are computed here, also for cells that the report did not compare.
 *
 * @throws {NotFound} for an unknown evaluation or row @throws {Conflict} if the dataset version was deleted since
 */
export async function findRowFinding(actor: Actor, evaluationId: string, row?: string): Promise<RowFinding> {
  requireRole(actor, 'operator');
  const stored = await findEvaluation(db(), evaluationId);
  const { id, hash, name } = stored;
  const { results } = stored;
  if (results.kind !== 'grid') return { ...gateFigures(stored, row), id, hash, name };
  const cell = row ?? results.defaultChoice;
  if (!results.cells.some(({ key }) => key === cell)) throw new NotFound(`The grid has no cell ${cell.slice(0, 120)}.`);
  const isKnown = results.regressions.some((report) => report.row === cell);
  if (isKnown || results.champion === null || results.champion === cell) {
    return { ...gateFigures(stored, cell), id, hash, name };
  }
  const dataset = stored.inputs.dataset;
  if (!dataset) throw new Conflict('This grid names no dataset, so its queries cannot be compared.');
  const querySet = await loadQuerySet(db(), dataset.versionId, dataset.split);
  const before = await loadSide(db(), { evaluationId, row: results.champion });
  const after = await loadSide(db(), { evaluationId, row: cell });
  const tolerance = typeof stored.settings.tolerance === 'number' ? stored.settings.tolerance : 0.01;
  const regressions = regressionsBetween(before, after, querySet, { tolerance, seed: stored.seed });
  const completed: EvidenceContent = { ...stored, results: { ...results, regressions } };
  return { ...gateFigures(completed, cell), id, hash, name };
}
