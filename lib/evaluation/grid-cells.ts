import { Internal } from '@/lib/foundation/errors';
import { type EvaluateRunOptions, evaluateRun, type RunEvaluation } from '@/lib/metrics/evaluate-run';
import type { Qrels } from '@/lib/metrics/grades';
import type { Measure } from '@/lib/metrics/measure';
import type { Run, ScoredDocument } from '@/lib/metrics/run';
import type { CandidateList, CandidateTable } from './candidate-union';
import type { PairScores } from './score-union';
import type { GridCell } from './stage-grid';

/**
 * How a reranker's scores and the first stage's are fused for one query: the same rule that serving uses.
 *
 * @param firstStage      scores of the candidates, best first
 * @param reranker        scores of the same candidates
 * @param rerankerWeight  share of the reranker in (0, 1]
 * @returns               fused scores of the same candidates
 */
export type FuseScores = (
  firstStage: Float64Array,
  reranker: Float64Array,
  rerankerWeight: number,
) => ArrayLike<number>;

/** Everything that the cells of a grid are computed from; no model runs after this. */
export type GridMaterial = {
  readonly candidates: CandidateTable;
  /** by column key; a column without an entry has no reranker */
  readonly pairScores: ReadonlyMap<string, PairScores>;
  readonly fuse: FuseScores;
};

/**
 * The candidates of one query reordered by a cell, cut to its depth: by fused score, then by first stage rank, as serving
 * orders them.
 *
 * @returns scores that fall strictly, so that the order survives tools that break ties their own way: a tied score is
 *          lowered by one unit in its last place
 */
export function orderCandidates(
  list: CandidateList,
  cell: GridCell,
  rerankerScores: ReadonlyMap<string, number> | undefined,
  fuse: FuseScores,
): ScoredDocument[] {
  const ids = list.documentIds.slice(0, cell.budget);
  const firstStage = list.scores.subarray(0, ids.length);
  const scores = rerankerScores
    ? fuse(
        firstStage,
        Float64Array.from(ids, (id) => scoreOf(rerankerScores, id, cell)),
        cell.rerankerWeight,
      )
    : firstStage;
  const order = Array.from(ids.keys()).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
  let last = Number.POSITIVE_INFINITY;
  return order.slice(0, cell.depth).map((place) => {
    const score = scores[place] as number;
    last = score < last ? score : nextBelow(last);
    return { id: ids[place] as string, score: last };
  });
}

/** The next smaller number that a double can hold, up to one unit in the last place. */
const nextBelow = (value: number): number => value - Math.max(Math.abs(value) * Number.EPSILON, Number.MIN_VALUE);

function scoreOf(scores: ReadonlyMap<string, number>, documentId: string, cell: GridCell): number {
  const score = scores.get(documentId);
  if (score === undefined) throw new Internal(`A pair of cell ${cell.key} was never scored: this is a bug.`);
  return score;
}

/** What a cell returns for every query it found candidates for, as a TREC run named after the cell. */
export function cellRun(material: GridMaterial, cell: GridCell, queryIds: Iterable<string>): Run {
  const lists = material.candidates.get(`${cell.row}@${cell.budget}`) ?? material.candidates.get(cell.row);
  const scores = material.pairScores.get(cell.column);
  const queries = new Map<string, ScoredDocument[]>();
  for (const queryId of queryIds) {
    const list = lists?.get(queryId);
    if (!list) continue;
    const own = scores ? (scores.get(queryId) ?? new Map<string, number>()) : undefined;
    queries.set(queryId, orderCandidates(list, cell, own, material.fuse));
  }
  return { tag: cell.key, queries };
}

/** The per-query values of one cell. */
export type CellEvaluation = { readonly cell: GridCell; readonly evaluation: RunEvaluation };

/**
 * Evaluates every cell on the judged queries from cached scores alone.
 *
 * @returns one entry per cell, in order; all have the same queries in the same order
 */
export function evaluateCells(
  material: GridMaterial,
  cells: readonly GridCell[],
  qrels: Qrels,
  measures: readonly Measure[],
  options: EvaluateRunOptions = {},
): CellEvaluation[] {
  return cells.map((cell) => ({
    cell,
    evaluation: evaluateRun(cellRun(material, cell, qrels.keys()), qrels, measures, options),
  }));
}

/**
 * The value of one measure for all cells on the queries where it has one: the same queries for every cell, because
 * whether a measure has a value depends on the judgments alone (coverage excepted).
 *
 * @returns query ids, and one row of values per cell
 */
export function scoreMatrix(
  cells: readonly CellEvaluation[],
  measureIndex: number,
): { queryIds: string[]; rows: number[][] } {
  const all = cells[0]?.evaluation.queryIds ?? [];
  const columns = cells.map(({ evaluation }) => evaluation.scores[measureIndex]?.values ?? []);
  const kept = all.flatMap((_, q) => (columns.every((values) => values[q] !== undefined) ? [q] : []));
  return {
    queryIds: kept.map((q) => all[q] as string),
    rows: columns.map((values) => kept.map((q) => values[q] as number)),
  };
}
