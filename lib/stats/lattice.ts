import { requireCounts } from './arguments';

export type LatticeResult = {
  /** probability of having stopped by n, index n from 0 to `ceiling` */
  stoppedBy: Float64Array;
  /** mean number of observations used when the study ends at the ceiling at the latest */
  meanObservations: number;
};

/**
 * Exact behaviour of a stopping rule on a stream of wins and losses, by dynamic programming over the number of wins: no
 * simulation, so no noise. At p = 1/2 it is the false-positive rate of the rule, elsewhere its power.
 *
 * @param share    true share of wins, in [0, 1]
 * @param ceiling  last n looked at
 * @param stops    whether the rule stops at (wins, n); asked once for each reachable pair
 * @throws {InvalidInput} if the ceiling is not a non-negative integer
 *
 * Each step convolves the probabilities with (share, 1 - share) and takes the stopped mass out.
 */
export function latticeStopping(
  share: number,
  ceiling: number,
  stops: (wins: number, n: number) => boolean,
): LatticeResult {
  requireCounts({ ceiling });
  const stoppedBy = new Float64Array(ceiling + 1);
  const alive = new Float64Array(ceiling + 2);
  alive[0] = 1;
  let stopped = 0;
  let meanObservations = 0;
  for (let n = 1; n <= ceiling; n++) {
    meanObservations += 1 - stopped;
    for (let wins = n; wins >= 0; wins--) {
      const mass = (alive[wins] ?? 0) * (1 - share) + (wins > 0 ? (alive[wins - 1] ?? 0) * share : 0);
      if (mass > 0 && stops(wins, n)) {
        stopped += mass;
        alive[wins] = 0;
      } else {
        alive[wins] = mass;
      }
    }
    stoppedBy[n] = stopped;
  }
  return { stoppedBy, meanObservations };
}

/**
 * A stopping rule from a table of leads: stops at n when wins and losses differ by at least `leads.get(n)`; an n without
 * an entry is not a look.
 */
export const stopsAtLead =
  (leads: ReadonlyMap<number, number>, sides: 'two-sided' | 'one-sided' = 'two-sided') =>
  (wins: number, n: number): boolean => {
    const lead = leads.get(n);
    if (lead === undefined) return false;
    const difference = 2 * wins - n;
    return (sides === 'two-sided' ? Math.abs(difference) : difference) >= lead;
  };
