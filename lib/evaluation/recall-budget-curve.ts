import { InvalidInput } from '@/lib/foundation/errors';
import { defaultRelevantFrom, type Grades, type Qrels } from '@/lib/metrics/grades';
import { compareIds, type Ranking } from '@/lib/metrics/trec-order';
import { type MeanInterval, meanInterval } from './mean-interval';

/** Where the relevant documents of one query stand in a candidate list. */
export type RelevantRanks = {
  readonly queryId: string;
  /** ranks from 1, ascending, of the relevant documents that were found */
  readonly ranks: readonly number[];
  /** how many documents of the query are relevant, found or not; above 0 */
  readonly relevant: number;
};

/** One retrieval budget K with the recall reached there. */
export type CurvePoint = { readonly budget: number } & MeanInterval;

export type RecallBudgetCurve = {
  /** ascending budgets; empty for fewer than two queries with relevant documents */
  readonly points: readonly CurvePoint[];
  /** queries with a relevant document: the n of "n of m queries" */
  readonly queries: number;
  readonly judgedQueries: number;
};

/** The largest budget that a curve shows. */
export const largestBudget = 1000;

/**
 * Budgets for a curve on a logarithmic axis: about 12 a decade, always with 1, 5, 10, 20, 60, 100 and the largest.
 *
 * @param largest  a positive integer, at most 1000
 */
export function curveBudgets(largest = largestBudget): number[] {
  checkBudget(largest);
  const budgets = new Set([1, 5, 10, 20, 60, 100, largest]);
  for (let step = 0; step <= 36; step++) budgets.add(Math.round(10 ** (step / 12)));
  return [...budgets].filter((budget) => budget <= largest).sort((a, b) => a - b);
}

/**
 * Ranks of the relevant documents for every judged query that has one. A query without a candidate list found nothing.
 *
 * @param candidates    document ids by query, best first, as deep as the curve shall go
 * @param relevantFrom  lowest relevant grade
 */
export function relevantRanks(
  candidates: ReadonlyMap<string, Ranking>,
  qrels: Qrels,
  relevantFrom = defaultRelevantFrom,
): RelevantRanks[] {
  const found: RelevantRanks[] = [];
  for (const queryId of [...qrels.keys()].sort(compareIds)) {
    const grades = qrels.get(queryId) as Grades;
    const relevant = [...grades.values()].filter((grade) => grade >= relevantFrom).length;
    if (relevant === 0) continue;
    const ranks: number[] = [];
    for (const [index, id] of (candidates.get(queryId) ?? []).entries()) {
      if ((grades.get(id) ?? 0) >= relevantFrom) ranks.push(index + 1);
    }
    found.push({ queryId, ranks, relevant });
  }
  return found;
}

/** Recall@budget of one query. */
export const recallAtBudget = ({ ranks, relevant }: RelevantRanks, budget: number): number => {
  let found = 0;
  while (found < ranks.length && (ranks[found] as number) <= budget) found += 1;
  return found / relevant;
};

/**
 * Mean Recall@K as a function of the retrieval budget K, with a band for future queries like these. The band holds at each
 * K by itself, not for the whole curve at once.
 *
 * @param queries        from `relevantRanks`
 * @param judgedQueries  how many queries the qrels hold, with and without relevant documents
 * @param budgets        positive integers; default `curveBudgets()`
 */
export function recallBudgetCurve(
  queries: readonly RelevantRanks[],
  judgedQueries: number,
  budgets: readonly number[] = curveBudgets(),
  level = 0.95,
): RecallBudgetCurve {
  const points: CurvePoint[] = [];
  for (const budget of budgets) {
    checkBudget(budget);
    const interval = meanInterval(
      queries.map((query) => recallAtBudget(query, budget)),
      level,
    );
    if (interval) points.push({ budget, ...interval });
  }
  return { points, queries: queries.length, judgedQueries };
}

/** The smallest budget that reaches a target, and what is known there. */
export type BudgetForRecall =
  | { readonly isReached: true; readonly budget: number; readonly point: CurvePoint }
  | { readonly isReached: false; readonly largest: CurvePoint | undefined };

/**
 * The smallest K whose recall reaches a target with its lower confidence bound: every K is tried, not only those of the
 * curve's axis.
 *
 * @param target   recall in (0, 1]
 * @param largest  the largest K to consider; the candidate lists must be that deep
 * @returns        not reached, with the point at the largest K, when even that does not do (or for fewer than two queries)
 * @throws {InvalidInput} for a target outside (0, 1]
 */
export function smallestBudgetForRecall(
  queries: readonly RelevantRanks[],
  target: number,
  largest = largestBudget,
  level = 0.95,
): BudgetForRecall {
  if (!(target > 0 && target <= 1)) throw new InvalidInput('A recall target lies above 0 and at most at 1.');
  checkBudget(largest);
  const at = (budget: number): CurvePoint | undefined =>
    recallBudgetCurve(queries, queries.length, [budget], level).points[0];
  // The lower bound need not grow with K, because the spread between queries may grow: so no search by halving.
  for (let budget = 1; budget <= largest; budget++) {
    const point = at(budget);
    if (!point) break;
    if (point.lower >= target) return { isReached: true, budget, point };
  }
  return { isReached: false, largest: at(largest) };
}

function checkBudget(budget: number): void {
  if (!Number.isSafeInteger(budget) || budget < 1 || budget > largestBudget) {
    throw new InvalidInput(`A retrieval budget is a whole number from 1 to ${largestBudget}, not ${budget}.`);
  }
}
