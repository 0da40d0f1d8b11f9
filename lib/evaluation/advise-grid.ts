import { z } from 'zod';
import { type Actor, requireRole } from '@/lib/auth/actor';
import type { EvaluationResults } from '@/lib/contracts/evaluation-results';
import { db } from '@/lib/db/client';
import { contentHash } from '@/lib/foundation/hash';
import { evaluateRun } from '@/lib/metrics/evaluate-run';
import { type Measure, measureName } from '@/lib/metrics/measure';
import { fuseReranker } from '@/lib/retrieval/fusion';
import { type Advice, adviseCell, type CellEvaluator, regretOf } from './advise-cell';
import type { OpenBackbone } from './backbone';
import { candidateUnion } from './candidate-union';
import { describeMachine } from './evidence';
import { cellRun } from './grid-cells';
import {
  type AdviceRequest,
  type AdviceRequestInput,
  adviceRequestSchema,
  type GridRowRequest,
  gridRowSchema,
} from './grid-request';
import { candidateKeys, lazyScorer, type PreparedGrid, prepareGrid, type Work } from './prepare-grid';
import { type QuickLook, quickLook } from './quick-look';
import { databasePairScoreCache } from './score-cache';
import { type PairScores, scoreUnion } from './score-union';
import { type GridCell, noReranker } from './stage-grid';
import { findEvaluation, findEvaluations, insertEvaluation } from './store';

export type AdviceOutcome = {
  readonly evaluationId: string;
  readonly hash: string;
  readonly cell: string;
  readonly isCertified: boolean;
  readonly pairs: number;
  readonly fullPairs: number;
};

/**
 * Chooses the best cell of a grid with far fewer reranker calls than the whole grid, and stores the advice. The race is
 * certified: it drops the true winner on these queries with probability at most alpha. The quick look is not.
 *
 * @throws as `runGrid`
 */
export async function adviseGrid(
  actor: Actor,
  input: AdviceRequestInput,
  openBackbone: OpenBackbone,
  work: Work = {},
): Promise<AdviceOutcome> {
  requireRole(actor, 'operator');
  const request = adviceRequestSchema.parse(input);
  const prepared = await prepareGrid(request, openBackbone, work);
  const grid = { ...prepared, cells: distinctCells(prepared) };
  const primary = grid.measures[grid.primaryIndex] as Measure;
  const evaluator = gridEvaluator(grid, primary);
  try {
    const queryIds = queriesWithValue(grid, primary);
    const outcome = await chooseCell(grid, queryIds, evaluator, request, work);
    const fullPairs = pairsDemanded(grid, grid.cells, queryIds);
    const results = await adviceResults(grid, outcome, evaluator.pairs, fullPairs);
    const { name: _name, isSample: _isSample, ...settings } = request;
    const { id, hash } = await insertEvaluation(actor, {
      name: request.name ?? `Advice for ${grid.querySet.datasetName}, ${grid.querySet.split}`,
      subject: { configurationHash: null, description: `${outcome.method} over ${grid.cells.length} cells` },
      settings: JSON.parse(JSON.stringify(settings)),
      inputs: grid.inputs,
      results,
      seed: request.seed,
      machine: describeMachine(),
      queries: [],
      jobId: work.jobId,
      isSample: request.isSample,
    });
    const cell = (grid.cells[outcome.cell] as GridCell).key;
    return { evaluationId: id, hash, cell, isCertified: outcome.isCertified, pairs: evaluator.pairs, fullPairs };
  } finally {
    await evaluator.close();
    await grid.backbone.close();
  }
}

/**
 * Cells that can differ: without a reranker a larger K returns the same documents, and a race between two names of one
 * result would go on to the last query.
 */
export function distinctCells({ cells, candidates }: Pick<PreparedGrid, 'cells' | 'candidates'>): GridCell[] {
  const seen = new Set<string>();
  return cells.filter(({ row, column, budget, depth }) => {
    if (column !== noReranker.key || candidates.table.has(`${row}@${budget}`)) return true;
    const result = `${row}|${depth}`;
    return seen.size !== seen.add(result).size;
  });
}

function chooseCell(
  grid: PreparedGrid,
  queryIds: readonly string[],
  evaluator: CellEvaluator,
  request: AdviceRequest,
  { signal, progress }: Work,
): Promise<Advice | QuickLook> {
  const shared = { seed: request.seed, ...(signal ? { signal } : {}) };
  if (request.method === 'quick-look') {
    return quickLook(grid.cells.length, queryIds, evaluator, { ...shared, budgetShare: request.budgetShare });
  }
  return adviseCell(grid.cells.length, queryIds, evaluator, {
    ...shared,
    alpha: request.alpha,
    estimand: request.estimand,
    ...(request.tolerance === undefined ? {} : { tolerance: request.tolerance }),
    onProgress: ({ queries, total, alive }) =>
      progress?.({ phase: `racing: ${alive.length} cells left`, done: queries, total, unit: 'queries' }),
  });
}

/** Evaluates cells on queries with shared pair scores; counts the pairs it demands, cached or not. */
function gridEvaluator(
  grid: PreparedGrid,
  primary: Measure,
): CellEvaluator & { pairs: number; close(): Promise<void> } {
  const cache = databasePairScoreCache();
  const scorers = new Map(
    grid.columns.flatMap(({ key, checkpoint }) => (checkpoint ? [[key, lazyScorer(grid, checkpoint)] as const] : [])),
  );
  const evaluator = {
    pairs: 0,
    async evaluate(indexes: readonly number[], queryIds: readonly string[], signal?: AbortSignal) {
      const cells = indexes.map((index) => grid.cells[index] as GridCell);
      const pairScores = new Map<string, PairScores>();
      for (const [column, scorer] of scorers) {
        const own = cells.filter((cell) => cell.column === column);
        if (own.length === 0) continue;
        const demands = queryIds.map((queryId) => ({ queryId, documentIds: unionOf(grid, own, queryId) }));
        const result = await scoreUnion(scorer, demands, cache, grid.pairHashOf, signal ? { signal } : {});
        evaluator.pairs += demands.reduce((sum, demand) => sum + demand.documentIds.length, 0);
        pairScores.set(column, result.scores);
      }
      const material = { candidates: grid.candidates.table, pairScores, fuse: fuseReranker };
      const qrels = new Map(queryIds.map((id) => [id, grid.querySet.qrels.get(id) ?? new Map<string, number>()]));
      const { relevantFrom } = grid.querySet;
      const values = cells.map((cell) => {
        const { queryIds: order, scores } = evaluateRun(cellRun(material, cell, queryIds), qrels, [primary], {
          relevantFrom,
        });
        return new Map(order.map((id, i) => [id, scores[0]?.values[i] ?? 0]));
      });
      // Sums of discounts may exceed 1 in the last bit, which the race does not accept.
      return queryIds.map((id) => values.map((own) => Math.min(1, own.get(id) ?? 0)));
    },
    close: async () => {
      for (const scorer of scorers.values()) await scorer.close();
    },
  };
  return evaluator;
}

/** The documents that some cells of one column need for a query: per row within the largest budget of its cells. */
function unionOf(grid: PreparedGrid, cells: readonly GridCell[], queryId: string): string[] {
  const union = new Set<string>();
  for (const row of new Set(cells.map((cell) => cell.row))) {
    const budget = Math.max(...cells.filter((cell) => cell.row === row).map((cell) => cell.budget));
    for (const id of candidateUnion(grid.candidates.table, candidateKeys(grid, [row]), queryId, budget)) union.add(id);
  }
  return [...union];
}

function pairsDemanded(grid: PreparedGrid, cells: readonly GridCell[], queryIds: readonly string[]): number {
  let pairs = 0;
  for (const { key, isReranker } of grid.columns) {
    const own = cells.filter((cell) => cell.column === key);
    if (isReranker) for (const queryId of queryIds) pairs += unionOf(grid, own, queryId).length;
  }
  return pairs;
}

/** Whether a measure has a value depends on the judgments alone, so an empty run shows it. */
function queriesWithValue(grid: PreparedGrid, primary: Measure): string[] {
  const { qrels, relevantFrom } = grid.querySet;
  const empty = { tag: 'none', queries: new Map() };
  const { queryIds, scores } = evaluateRun(empty, qrels, [primary], { relevantFrom });
  return queryIds.filter((_, i) => scores[0]?.values[i] !== undefined);
}

async function adviceResults(
  grid: PreparedGrid,
  outcome: Advice | QuickLook,
  pairs: number,
  fullPairs: number,
): Promise<EvaluationResults> {
  const isRace = outcome.method === 'race';
  const leftAfter = new Map(isRace ? outcome.eliminations.map((e) => [e.configuration, e.afterQueries]) : []);
  const labelOf = (list: readonly { key: string; label: string }[], key: string) =>
    list.find((item) => item.key === key)?.label ?? key;
  const chosen = (grid.cells[outcome.cell] as GridCell).key;
  const primary = measureName(grid.measures[grid.primaryIndex] as Measure);
  return {
    kind: 'advice',
    estimand: isRace ? outcome.estimand : 'these-queries',
    method: outcome.method,
    isCertified: outcome.isCertified,
    primaryMeasure: primary,
    cell: chosen,
    cells: grid.cells.map((cell, i) => ({
      key: cell.key,
      label: `${labelOf(grid.rows, cell.row)} x ${labelOf(grid.columns, cell.column)}`,
      mean: isRace ? (outcome.means[i] ?? null) : null,
      leftAfterQueries: leftAfter.get(i) ?? null,
    })),
    end: isRace ? outcome.end : 'budget-spent',
    alpha: isRace ? outcome.alpha : null,
    tolerance: isRace ? (outcome.tolerance ?? null) : null,
    queriesUsed: outcome.queriesUsed,
    queriesAvailable: outcome.queriesAvailable,
    evaluations: outcome.evaluations,
    fullEvaluations: outcome.fullEvaluations,
    pairs,
    fullPairs,
    regret: await knownRegret(grid, chosen, primary),
  };
}

/** The regret of the choice, where a full grid over the same cells, queries and checkpoints is on record. */
async function knownRegret(grid: PreparedGrid, chosen: string, primary: string) {
  const { versionId, split } = grid.querySet;
  for (const { id, split: own } of await findEvaluations(db(), { kind: 'grid', versionId })) {
    if (own !== split) continue;
    const { results, inputs, settings } = await findEvaluation(db(), id);
    if (results.kind !== 'grid' || !hasSameRows(grid, settings.rows)) continue;
    const known = new Set(inputs.checkpoints.map((checkpoint) => checkpoint.contentHash));
    if (!grid.inputs.checkpoints.every((checkpoint) => known.has(checkpoint.contentHash))) continue;
    const means = grid.cells.map(
      ({ key }) =>
        results.cells.find((cell) => cell.key === key)?.measures.find(({ measure }) => measure === primary)?.mean,
    );
    if (!means.every((mean): mean is number => typeof mean === 'number')) continue;
    const { best, regret } = regretOf(
      grid.cells.findIndex(({ key }) => key === chosen),
      means,
    );
    return { gridId: id, best: (grid.cells[best] as GridCell).key, regret };
  }
  return null;
}

/** Row keys are the operator's words: only rows with the same content may be compared. */
function hasSameRows(grid: PreparedGrid, stored: unknown): boolean {
  const parsed = z.array(gridRowSchema).safeParse(stored);
  if (!parsed.success) return false;
  const hashOf = ({ label: _label, ...row }: GridRowRequest) => contentHash(row);
  const known = new Set(parsed.data.map(hashOf));
  return grid.rows.every((row) => known.has(hashOf(row)));
}
