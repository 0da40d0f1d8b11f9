import { type Actor, requireRole } from '@/lib/auth/actor';
import { fuseReranker } from '@/lib/retrieval/fusion';
import type { OpenBackbone } from './backbone';
import { candidateUnion, sharingFigures } from './candidate-union';
import { describeMachine } from './evidence';
import { type CellEvaluation, cellRun, evaluateCells, type GridMaterial } from './grid-cells';
import { reportGrid } from './grid-report';
import { type GridRequest, gridRequestSchema } from './grid-request';
import { candidateKeys, lazyScorer, type PreparedGrid, prepareGrid, type Work } from './prepare-grid';
import { databasePairScoreCache } from './score-cache';
import { type PairScoreCache, type PairScores, scoreUnion } from './score-union';
import { insertEvaluation, type QueryRecord } from './store';

export type GridOutcome = {
  readonly evaluationId: string;
  readonly hash: string;
  /** what was really computed: all 0 for a repeated grid */
  readonly searchedQueries: number;
  readonly scoredPairs: number;
  readonly cachedPairs: number;
  readonly best: string;
  readonly defaultChoice: string;
};

/**
 * Evaluates every embedder with every reranker end to end, on the candidates really retrieved, and stores the evaluation.
 * Each reranker scores the union of candidates once; scores and candidates are kept by content, so a repeated grid runs no
 * model and a killed one goes on.
 *
 * @throws {InvalidInput} for an impossible request @throws {NotFound} for unknown versions or checkpoints
 * @throws {Conflict} for archived checkpoints or missing indexes @throws {Cancelled} when the signal aborts
 */
export async function runGrid(
  actor: Actor,
  input: GridRequest,
  openBackbone: OpenBackbone,
  work: Work = {},
): Promise<GridOutcome> {
  requireRole(actor, 'operator');
  const request = gridRequestSchema.parse(input);
  const grid = await prepareGrid(request, openBackbone, work);
  try {
    const scored = await scoreColumns(grid, databasePairScoreCache(), work);
    const material: GridMaterial = {
      candidates: grid.candidates.table,
      pairScores: scored.pairScores,
      fuse: fuseReranker,
    };
    const { qrels, queries, relevantFrom } = grid.querySet;
    const cells = evaluateCells(material, grid.cells, qrels, grid.measures, { relevantFrom });
    const sharing = sharingFigures(
      grid.candidates.table,
      grid.rows.map((row) => row.key),
      queries.map((query) => query.id),
      Math.max(...request.budgets),
    );
    const counts = { scoredPairs: scored.scoredPairs, cachedPairs: scored.cachedPairs };
    const results = reportGrid(grid, material, cells, request, { ...sharing, ...counts });
    const { id, hash } = await insertEvaluation(actor, {
      name: request.name ?? `Stage grid of ${grid.querySet.datasetName}, ${grid.querySet.split}`,
      subject: { configurationHash: null, description: `${grid.rows.length} x ${grid.columns.length} stage grid` },
      settings: settingsOf(request),
      inputs: grid.inputs,
      results,
      seed: request.seed,
      machine: describeMachine(),
      queries: [...queryRecords(material, cells, qrels.keys())],
      jobId: work.jobId,
      isSample: request.isSample,
    });
    const { best, defaultChoice } = results;
    return { evaluationId: id, hash, searchedQueries: grid.candidates.searched, ...counts, best, defaultChoice };
  } finally {
    await grid.backbone.close();
  }
}

/** Pair scores of every reranker on the union of candidates, one reranker loaded at a time. */
async function scoreColumns(grid: PreparedGrid, cache: PairScoreCache, { signal, progress }: Work) {
  const keys = candidateKeys(
    grid,
    grid.rows.map((row) => row.key),
  );
  const budget = Math.max(...grid.cells.map((cell) => cell.budget));
  const demands = grid.querySet.queries.map(({ id }) => ({
    queryId: id,
    documentIds: candidateUnion(grid.candidates.table, keys, id, budget),
  }));
  const pairScores = new Map<string, PairScores>();
  let [scoredPairs, cachedPairs] = [0, 0];
  for (const { key, label, checkpoint } of grid.columns) {
    if (!checkpoint) continue;
    const scorer = lazyScorer(grid, checkpoint);
    try {
      const result = await scoreUnion(scorer, demands, cache, grid.pairHashOf, {
        ...(signal ? { signal } : {}),
        onProgress: ({ pairs, total }) =>
          progress?.({ phase: `reranking: ${label}`, done: pairs, total, unit: 'pairs' }),
      });
      pairScores.set(key, result.scores);
      scoredPairs += result.scoredPairs;
      cachedPairs += result.cachedPairs;
    } finally {
      await scorer.close();
    }
  }
  return { pairScores, scoredPairs, cachedPairs };
}

/** The request as it is kept with the results: everything but what the inputs say already. */
const settingsOf = ({ name: _name, isSample: _isSample, ...settings }: GridRequest) =>
  JSON.parse(JSON.stringify(settings)) as Record<string, never>;

/** Per-query values and result lists of every cell. */
export function* queryRecords(
  material: GridMaterial,
  cells: readonly CellEvaluation[],
  queryIds: Iterable<string>,
): Generator<QueryRecord> {
  const ids = [...queryIds];
  for (const { cell, evaluation } of cells) {
    const run = cellRun(material, cell, ids);
    for (const [i, queryId] of evaluation.queryIds.entries()) {
      yield {
        row: cell.key,
        queryId,
        values: Object.fromEntries(evaluation.scores.map(({ name, values }) => [name, values[i] ?? null])),
        ranking: (run.queries.get(queryId) ?? []).map((document) => document.id),
      };
    }
  }
}
