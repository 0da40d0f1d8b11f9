import { Cancelled, InvalidInput } from '@/lib/foundation/errors';
import { type CellEvaluator, shuffledQueries } from './advise-cell';

/** What a quick look found: a guess, without a bound on how often it is wrong. */
export type QuickLook = {
  readonly method: 'quick-look';
  readonly isCertified: false;
  readonly cell: number;
  readonly seed: number;
  readonly queriesUsed: number;
  readonly queriesAvailable: number;
  readonly evaluations: number;
  readonly fullEvaluations: number;
  /** cells left after each round */
  readonly rounds: readonly (readonly number[])[];
};

/**
 * Guesses the best cell within a fixed budget by Sequential Halving: each round spends the same number of evaluations on
 * the cells that are left, on further shared queries, and keeps the better half. In simulation it was wrong in up to 12 %
 * of worlds at 15 % of the budget, and nothing bounds that: label it uncertified, and use the race to decide.
 *
 * @param budgetShare  evaluations to spend, as a share of the full grid, in (0, 1]
 * @throws {Cancelled} when the signal aborts
 * @throws {InvalidInput} for no cell, no query, or a share outside (0, 1]
 *
 * Source: Karnin, Koren and Somekh (2013).
 */
export async function quickLook(
  cellCount: number,
  queryIds: readonly string[],
  evaluator: CellEvaluator,
  { seed, budgetShare = 0.3, signal }: { seed: number; budgetShare?: number; signal?: AbortSignal },
): Promise<QuickLook> {
  if (!Number.isSafeInteger(cellCount) || cellCount < 1)
    throw new InvalidInput('A quick look needs at least one cell.');
  if (!(budgetShare > 0 && budgetShare <= 1))
    throw new InvalidInput('The budget is a share of the full grid, up to 1.');
  const order = shuffledQueries(queryIds, seed);
  const roundCount = Math.max(1, Math.ceil(Math.log2(cellCount)));
  const perRound = (budgetShare * cellCount * order.length) / roundCount;
  const sums = new Float64Array(cellCount);
  const rounds: number[][] = [];
  let alive = Array.from({ length: cellCount }, (_, i) => i);
  let used = 0;
  let evaluations = 0;
  while (alive.length > 1) {
    if (signal?.aborted) throw new Cancelled('The quick look was cancelled.');
    const take = Math.min(order.length - used, Math.max(1, Math.floor(perRound / alive.length)));
    const batch = order.slice(used, used + take);
    if (batch.length > 0) {
      for (const row of await evaluator.evaluate(alive, batch, signal)) {
        for (const [i, cell] of alive.entries()) sums[cell] = (sums[cell] as number) + (row[i] as number);
      }
    }
    used += batch.length;
    evaluations += alive.length * batch.length;
    // All cells left have seen the same queries, so sums order them as means do; ties go to the lower index.
    const ranked = [...alive].sort((a, b) => (sums[b] as number) - (sums[a] as number) || a - b);
    alive = ranked.slice(0, Math.ceil(alive.length / 2)).sort((a, b) => a - b);
    rounds.push(alive);
  }
  return {
    method: 'quick-look',
    isCertified: false,
    cell: alive[0] as number,
    seed: seed >>> 0,
    queriesUsed: used,
    queriesAvailable: order.length,
    evaluations,
    fullEvaluations: cellCount * order.length,
    rounds,
  };
}
