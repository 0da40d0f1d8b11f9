import { InvalidInput } from '@/lib/foundation/errors';
import { randomisedTukey } from '@/lib/stats/randomised-tukey';

/** Which cells may be as good as the best, and the one to take by default. */
export type BestSet = {
  /** index of the cell with the highest mean */
  readonly best: number;
  /** indexes of all cells not distinguishable from the best, the best included, ascending */
  readonly set: readonly number[];
  /** the cheapest of the set; among equally cheap ones the highest mean */
  readonly cheapest: number;
  /** corrected p-value of "as good as the best", by cell; 1 for the best */
  readonly p: readonly number[];
  readonly alpha: number;
  readonly permutations: number;
  readonly seed: number;
};

/** Bounds the work of the permutations: about three seconds. */
const mostOperations = 3e8;

/**
 * The cells not distinguishable from the best one, by the randomised Tukey test over all cells: it allows for the best
 * having been picked because it looked best. With few queries the set is large, which is the honest answer.
 *
 * @param rows   scores [cell][query], the same queries for every cell, at least one query
 * @param costs  cost of each cell in one unit (for example milliseconds a query), finite
 * @returns      one cell alone is its own set
 * @throws {InvalidInput} for no cell, no query, or costs that do not match
 */
export function bestSet(
  rows: readonly (readonly number[])[],
  costs: readonly number[],
  { alpha = 0.05, seed }: { alpha?: number; seed: number },
): BestSet {
  const queries = rows[0]?.length ?? 0;
  if (rows.length === 0 || queries === 0)
    throw new InvalidInput('No cell was evaluated on a query with relevant documents.');
  if (costs.length !== rows.length || !costs.every(Number.isFinite)) throw new InvalidInput('Every cell needs a cost.');
  const means = rows.map((row) => row.reduce((sum, value) => sum + value, 0) / queries);
  const best = means.reduce((top, mean, i) => (mean > (means[top] as number) + 1e-12 ? i : top), 0);
  const p = new Array<number>(rows.length).fill(1);
  let permutations = 0;
  if (rows.length > 1) {
    const affordable = Math.floor(mostOperations / (rows.length * queries));
    const tukey = randomisedTukey(rows, { seed, permutations: Math.min(10_000, Math.max(1000, affordable)) });
    permutations = tukey.permutations;
    for (const pair of tukey.pairs) {
      if (pair.first === best) p[pair.second] = pair.p;
      if (pair.second === best) p[pair.first] = pair.p;
    }
  }
  const set = p.flatMap((value, i) => (value > alpha ? [i] : []));
  const isBetterDefault = (i: number, j: number) =>
    (costs[i] as number) < (costs[j] as number) ||
    (costs[i] === costs[j] && (means[i] as number) > (means[j] as number) + 1e-12);
  const cheapest = set.reduce((chosen, i) => (isBetterDefault(i, chosen) ? i : chosen), best);
  return { best, set, cheapest, p, alpha, permutations, seed: seed >>> 0 };
}
