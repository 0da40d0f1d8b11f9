import { InvalidInput } from '@/lib/foundation/errors';
import { holm } from '@/lib/stats/holm';
import { comparePaired, type PairedComparison } from '@/lib/stats/paired-comparison';
import type { QueryChange } from './compare-configurations';
import type { Stratum } from './strata';

/**
 * What a stratum says about a change:
 * - `improved`: the whole interval lies above 0;
 * - `unchanged`: no query changed;
 * - `non-inferior`: the whole interval lies above minus the tolerance;
 * - `regressed`: the whole interval lies below 0 and reaches beyond the tolerance;
 * - `inconclusive`: the queries cannot tell.
 */
export type RegressionVerdict = 'improved' | 'unchanged' | 'non-inferior' | 'regressed' | 'inconclusive';

export type StratumRegression = {
  readonly dimension: string;
  readonly value: string;
  readonly comparison: PairedComparison;
  /** sign-flip p-value, corrected over all strata by Holm */
  readonly correctedP: number;
  readonly verdict: RegressionVerdict;
};

export type RegressionReport = {
  readonly measure: string;
  readonly tolerance: number;
  readonly strata: readonly StratumRegression[];
  /** the queries most hurt, worst first */
  readonly mostHurt: readonly QueryChange[];
  readonly seed: number;
};

/** Many strata are compared at once, and the verdict is the t interval's: fewer flips and resamples are enough. */
const lighter = { flips: 20_000, resamples: 2000 };

/**
 * Compares a checkpoint with its parent stage (or any challenger with its champion) on one measure, stratum by stratum.
 *
 * @param changes    from `queryChanges`: after - before for every query
 * @param strata     from `stratifyQueries`; strata without a compared query are left out
 * @param tolerance  a loss of at most this much is accepted, at least 0
 * @throws {InvalidInput} for no changes or a negative tolerance
 */
export function regressionByStratum(
  measure: string,
  changes: readonly QueryChange[],
  strata: readonly Stratum[],
  { tolerance, seed, hurtQueries = 10 }: { tolerance: number; seed: number; hurtQueries?: number },
): RegressionReport {
  if (changes.length === 0) throw new InvalidInput('Nothing to compare: no query has a value on both sides.');
  if (!(tolerance >= 0)) throw new InvalidInput('The tolerated loss is at least 0.');
  const byQuery = new Map(changes.map((query) => [query.queryId, query.change]));
  const compared = strata.flatMap(({ dimension, value, queryIds }) => {
    const differences = queryIds.flatMap((id) => byQuery.get(id) ?? []);
    return differences.length === 0
      ? []
      : [{ dimension, value, comparison: comparePaired(differences, { seed, ...lighter }) }];
  });
  const corrected = holm(compared.map(({ comparison }) => comparison.signFlip.p));
  return {
    measure,
    tolerance,
    strata: compared.map((stratum, i) => ({
      ...stratum,
      correctedP: corrected[i] as number,
      verdict: regressionVerdict(stratum.comparison, tolerance),
    })),
    mostHurt: [...changes]
      .sort((a, b) => a.change - b.change)
      .filter((query) => query.change < 0)
      .slice(0, hurtQueries),
    seed: seed >>> 0,
  };
}

/** The verdict of one comparison; too few queries for an interval are inconclusive, never fine. */
export function regressionVerdict(comparison: PairedComparison, tolerance: number): RegressionVerdict {
  if (comparison.equal === comparison.queries && comparison.queries >= 2) return 'unchanged';
  const interval = comparison.pairedT?.interval;
  if (!interval) return 'inconclusive';
  if (interval.lower > 0) return 'improved';
  if (interval.lower > -tolerance) return 'non-inferior';
  return interval.upper < 0 ? 'regressed' : 'inconclusive';
}
