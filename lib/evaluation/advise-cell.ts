import { Cancelled, InvalidInput } from '@/lib/foundation/errors';
import { seededRandom } from '@/lib/foundation/random';
import { compareIds } from '@/lib/metrics/trec-order';
import { BettingRace, type Elimination, type RaceEnd, type RaceEstimand } from '@/lib/stats/betting-race';

/** Evaluates some cells on some queries; the advisor asks for no more than it needs. */
export type CellEvaluator = {
  /**
   * Scores of the primary measure in [0, 1]: one row per query, one value per asked cell, in the order given. Every asked
   * query has a value, so queries without relevant documents must be left out beforehand.
   */
  evaluate(cells: readonly number[], queryIds: readonly string[], signal?: AbortSignal): Promise<readonly number[][]>;
};

export type AdviceOptions = {
  readonly seed: number;
  readonly alpha?: number;
  readonly estimand?: RaceEstimand;
  /** stop with a cell at most this much below the best */
  readonly tolerance?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (state: { queries: number; total: number; alive: readonly number[] }) => void | Promise<void>;
};

/** What the race found. */
export type Advice = {
  readonly method: 'race';
  /** whether the error rate is guaranteed; the quick look's is not */
  readonly isCertified: true;
  readonly cell: number;
  readonly end: RaceEnd;
  readonly alpha: number;
  readonly estimand: RaceEstimand;
  readonly tolerance: number | undefined;
  readonly seed: number;
  readonly queriesUsed: number;
  readonly queriesAvailable: number;
  /** cell evaluations made, and those of the full grid */
  readonly evaluations: number;
  readonly fullEvaluations: number;
  readonly eliminations: readonly Elimination[];
  /** mean of each cell over the queries it was evaluated on */
  readonly means: readonly number[];
};

/** Checks happen after query 10 and then every 5: no cell can leave between, so these are asked for at once. */
const firstCheck = 10;
const checkEvery = 5;

/**
 * Finds the best cell with few evaluations by paired racing (`BettingRace`): cells that are provably not the best stop
 * costing reranker calls. The true winner on these queries is dropped with probability at most alpha, at any stopping
 * time; when all queries are used the answer is exact.
 *
 * @param cellCount  number of cells, at least 1
 * @param queryIds   queries with a value for the primary measure, at least one; shuffled here with the seed
 * @throws {Cancelled} when the signal aborts
 * @throws {InvalidInput} for no cell, no query, repeated queries or scores outside [0, 1]
 */
export async function adviseCell(
  cellCount: number,
  queryIds: readonly string[],
  evaluator: CellEvaluator,
  options: AdviceOptions,
): Promise<Advice> {
  const { seed, alpha = 0.05, estimand = 'these-queries', tolerance, signal, onProgress } = options;
  const order = shuffledQueries(queryIds, seed);
  const race = new BettingRace(cellCount, order.length, {
    alpha,
    estimand,
    firstCheck,
    checkEvery,
    ...(tolerance === undefined ? {} : { tolerance }),
  });
  let evaluations = 0;
  while (race.end === undefined) {
    if (signal?.aborted) throw new Cancelled('The advice was cancelled; the pair scores so far are kept.');
    const alive = race.alive;
    const batch = order.slice(race.seen, race.seen + (race.seen === 0 ? firstCheck : checkEvery));
    const rows = await evaluator.evaluate(alive, batch, signal);
    evaluations += alive.length * batch.length;
    for (const row of rows) race.observe(spread(row, alive, cellCount));
    await onProgress?.({ queries: race.seen, total: order.length, alive: race.alive });
  }
  return {
    method: 'race',
    isCertified: true,
    cell: race.leader,
    end: race.end,
    alpha,
    estimand,
    tolerance,
    seed: seed >>> 0,
    queriesUsed: race.seen,
    queriesAvailable: order.length,
    evaluations,
    fullEvaluations: cellCount * order.length,
    eliminations: race.eliminations,
    means: Array.from({ length: cellCount }, (_, i) => race.meanOf(i)),
  };
}

/** The order in which queries are asked: it depends on the seed and the set of queries, not on how they were listed. */
export function shuffledQueries(queryIds: readonly string[], seed: number): string[] {
  if (queryIds.length === 0)
    throw new InvalidInput('No query has a relevant document, so there is nothing to choose by.');
  if (new Set(queryIds).size !== queryIds.length) throw new InvalidInput('A query is listed twice.');
  return seededRandom(seed).shuffle([...queryIds].sort(compareIds));
}

/** Puts the values of the asked cells at their indexes. */
function spread(row: readonly number[], cells: readonly number[], cellCount: number): (number | undefined)[] {
  const values = new Array<number | undefined>(cellCount).fill(undefined);
  for (const [i, cell] of cells.entries()) values[cell] = row[i];
  return values;
}

/** What a choice costs against the full grid, once that exists. */
export type Regret = { readonly best: number; readonly regret: number };

/** How much worse the chosen cell is than the best one, given the mean of every cell on all queries; 0 is no regret. */
export function regretOf(chosen: number, fullMeans: readonly number[]): Regret {
  const best = fullMeans.reduce((top, mean, i) => (mean > (fullMeans[top] as number) ? i : top), 0);
  const own = fullMeans[chosen];
  if (own === undefined) throw new InvalidInput('The full grid does not hold the chosen cell.');
  return { best, regret: (fullMeans[best] as number) - own };
}
