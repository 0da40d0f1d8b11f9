import { fuseReranker } from '@/lib/retrieval/fusion';
import { candidateUnion } from './candidate-union';
import { type CellEvaluation, cellRun, evaluateCells, type GridMaterial } from './grid-cells';
import { candidateKeys, lazyScorer, type PreparedGrid, type Work } from './prepare-grid';
import { databasePairScoreCache } from './score-cache';
import { type PairScores, scoreUnion } from './score-union';
import type { GridCell } from './stage-grid';
import type { QueryRecord } from './store';

/** A grid whose cells all have their values. */
export type ScoredGrid = {
  readonly material: GridMaterial;
  readonly cells: readonly CellEvaluation[];
  readonly scoredPairs: number;
  readonly cachedPairs: number;
};

/**
 * Scores the union of candidates with every reranker, one loaded at a time, and evaluates all cells from that.
 *
 * @throws {Cancelled} when the signal aborts; what was scored is kept
 */
export async function scoreGrid(grid: PreparedGrid, { signal, progress }: Work): Promise<ScoredGrid> {
  const cache = databasePairScoreCache();
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
  const material: GridMaterial = { candidates: grid.candidates.table, pairScores, fuse: fuseReranker };
  const { qrels, relevantFrom } = grid.querySet;
  const cells = evaluateCells(material, grid.cells, qrels, grid.measures, { relevantFrom });
  return { material, cells, scoredPairs, cachedPairs };
}

/** Per-query values of every cell with the first of its result list. */
export function* queryRecords(
  material: GridMaterial,
  cells: readonly CellEvaluation[],
  rowOf: (cell: GridCell) => string = (cell) => cell.key,
  keptDocuments = 200,
): Generator<QueryRecord> {
  for (const { cell, evaluation } of cells) {
    const run = cellRun(material, cell, evaluation.queryIds);
    for (const [i, queryId] of evaluation.queryIds.entries()) {
      yield {
        row: rowOf(cell),
        queryId,
        values: Object.fromEntries(evaluation.scores.map(({ name, values }) => [name, values[i] ?? null])),
        ranking: (run.queries.get(queryId) ?? []).slice(0, keptDocuments).map((document) => document.id),
      };
    }
  }
}
