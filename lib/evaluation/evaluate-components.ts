import { z } from 'zod';
import { type Actor, requireRole } from '@/lib/auth/actor';
import { type RegressionSummary, referencePointSchema } from '@/lib/contracts/evaluation-results';
import type { OpenBackbone } from './backbone';
import { queryChanges } from './compare-configurations';
import { describeMachine } from './evidence';
import type { CellEvaluation } from './grid-cells';
import { gridRowSchema } from './grid-request';
import { type PreparedGrid, prepareGrid, type Work } from './prepare-grid';
import { curveBudgets, recallBudgetCurve, relevantRanks } from './recall-budget-curve';
import { regressionByStratum } from './regression';
import { queryRecords, scoreGrid } from './score-grid';
import type { GridCell } from './stage-grid';
import { insertEvaluation } from './store';
import { summarizeRegression, summarizeRow } from './summarize';

const shared = {
  name: z.string().trim().min(1).max(200).optional(),
  versionId: z.string().min(1),
  split: z.string().min(1).max(100),
  /** a loss of at most this much against the parent stage is no regression */
  tolerance: z.number().min(0).max(1).default(0.01),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
  isSample: z.boolean().default(false),
};
const measures = z.array(z.string()).min(1).max(30);

/** Embedders by recall over budgets, or rerankers by order over fixed candidate lists. */
export const componentRequestSchema = z.discriminatedUnion('component', [
  z.object({
    ...shared,
    component: z.literal('embedder'),
    rows: z.array(gridRowSchema).min(1).max(32),
    /** how deep the curves go */
    depth: z.number().int().min(1).max(1000).default(1000),
    measures: measures.default(['Recall@20', 'Recall@60', 'Recall@100', 'RR@10', 'nDCG@10']),
    references: z.array(referencePointSchema).max(50).default([]),
  }),
  z.object({
    ...shared,
    component: z.literal('reranker'),
    /** what finds the candidates, the same for every reranker */
    candidates: gridRowSchema,
    budget: z.number().int().min(1).max(1000).default(60),
    rerankerIds: z.array(z.string().min(1)).min(1).max(16),
    measures: measures.default(['RR@10', 'nDCG@10', 'Success@1', 'Recall@10']),
  }),
]);
export type ComponentRequest = z.output<typeof componentRequestSchema>;
export type ComponentRequestInput = z.input<typeof componentRequestSchema>;

/**
 * Evaluates checkpoints of one component by themselves: embedders as recall-budget curves with bands, rerankers over the
 * same candidate lists; each against its parent stage where that is evaluated too, by stratum. Stores the evaluation.
 *
 * @throws as `runGrid`
 */
export async function evaluateComponents(
  actor: Actor,
  input: ComponentRequestInput,
  openBackbone: OpenBackbone,
  work: Work = {},
): Promise<{ evaluationId: string; hash: string }> {
  requireRole(actor, 'operator');
  const request = componentRequestSchema.parse(input);
  const grid = await prepareGrid(gridOf(request), openBackbone, work);
  try {
    const { material, cells } = await scoreGrid(grid, work);
    const rowOf = (cell: GridCell) => (request.component === 'embedder' ? cell.row : cell.column);
    const labelOf = (cell: GridCell) =>
      (request.component === 'embedder' ? grid.rows : grid.columns).find(({ key }) => key === rowOf(cell))?.label ?? '';
    const { name: _name, isSample: _isSample, ...settings } = request;
    const { id, hash } = await insertEvaluation(actor, {
      name:
        request.name ??
        `${request.component === 'embedder' ? 'Embedders' : 'Rerankers'} on ${grid.querySet.datasetName}, ${grid.querySet.split}`,
      subject: { configurationHash: null, description: `${cells.length} ${request.component} rows` },
      settings: JSON.parse(JSON.stringify(settings)),
      inputs: grid.inputs,
      results: {
        kind: 'component',
        estimand: 'future-queries',
        component: request.component,
        rows: cells.map(({ cell, evaluation }) =>
          summarizeRow(rowOf(cell), labelOf(cell), evaluation, grid.querySet.strata),
        ),
        curves: request.component === 'embedder' ? curvesOf(grid, request.depth) : [],
        references: request.component === 'embedder' ? request.references : [],
        regressions: parentRegressions(grid, cells, rowOf, request),
      },
      seed: request.seed,
      machine: describeMachine(),
      queries: [...queryRecords(material, cells, rowOf)],
      jobId: work.jobId,
      isSample: request.isSample,
    });
    return { evaluationId: id, hash };
  } finally {
    await grid.backbone.close();
  }
}

/** Both are grids with one axis: rows without a reranker, or one row with every reranker at full depth. */
function gridOf(request: ComponentRequest) {
  const { versionId, split } = request;
  const base = { versionId, split, measures: request.measures, rerankerWeights: [1], hasNoReranker: true };
  if (request.component === 'embedder') {
    return { ...base, rows: request.rows, rerankerIds: [], budgets: [request.depth], depths: [request.depth] };
  }
  const { candidates, rerankerIds, budget } = request;
  return { ...base, rows: [candidates], rerankerIds, budgets: [budget], depths: [budget] };
}

function curvesOf(grid: PreparedGrid, depth: number) {
  const { qrels, relevantFrom } = grid.querySet;
  return grid.rows.map(({ key, label }) => {
    const lists = new Map([...(grid.candidates.table.get(key) ?? [])].map(([id, list]) => [id, list.documentIds]));
    const curve = recallBudgetCurve(relevantRanks(lists, qrels, relevantFrom), qrels.size, curveBudgets(depth));
    return {
      row: key,
      label,
      queries: curve.queries,
      judgedQueries: curve.judgedQueries,
      points: curve.points.map(({ budget, mean, lower, upper }) => ({ budget, mean, lower, upper })),
    };
  });
}

/** Each checkpoint against its parent stage, where both stand alone in a row of this evaluation. */
function parentRegressions(
  grid: PreparedGrid,
  cells: readonly CellEvaluation[],
  rowOf: (cell: GridCell) => string,
  { component, tolerance, seed }: ComponentRequest,
): RegressionSummary[] {
  const cellOf = new Map<string, CellEvaluation>();
  for (const evaluated of cells) {
    const id = component === 'embedder' ? onlyEmbedder(grid, evaluated.cell.row) : evaluated.cell.column;
    if (id !== undefined) cellOf.set(id, evaluated);
  }
  return grid.backbone.checkpoints.flatMap(({ id, parentId }) => {
    const [own, parent] = [cellOf.get(id), parentId === null ? undefined : cellOf.get(parentId)];
    if (!own || !parent) return [];
    return own.evaluation.scores.flatMap(({ name }) => {
      const changes = queryChanges(parent.evaluation, own.evaluation, name);
      if (changes.length === 0) return [];
      const report = regressionByStratum(name, changes, grid.querySet.strata, { tolerance, seed });
      return [summarizeRegression(report, rowOf(own.cell), rowOf(parent.cell))];
    });
  });
}

function onlyEmbedder(grid: PreparedGrid, key: string): string | undefined {
  const row = grid.rows.find((candidate) => candidate.key === key);
  return row?.embedders.length === 1 && !row.bm25 ? row.embedders[0]?.checkpointId : undefined;
}
