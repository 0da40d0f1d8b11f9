import { InvalidInput } from '@/lib/foundation/errors';
import { benjaminiHochberg } from '@/lib/stats/benjamini-hochberg';
import { holm } from '@/lib/stats/holm';
import { minimumDetectableDifference } from '@/lib/stats/minimum-detectable-difference';
import { comparePaired, type PairedComparison } from '@/lib/stats/paired-comparison';

/** Per-query values of one row: what an evaluation of a run holds, and what is stored of it. */
export type QueryValues = {
  readonly queryIds: readonly string[];
  /** values parallel to the ids; `undefined` where the measure has no meaning */
  readonly scores: readonly { readonly name: string; readonly values: readonly (number | undefined)[] }[];
};

/** One measure of two configurations on the same queries; differences are `after - before`. */
export type MeasureComparison = {
  readonly measure: string;
  readonly beforeMean: number;
  readonly afterMean: number;
  readonly comparison: PairedComparison;
  /** sign-flip p-value corrected over the family of measures (and pairs) compared at once */
  readonly correctedP: number;
  /** smallest true difference that this query set finds with 80 % power, at the observed spread; `undefined` if unknown */
  readonly detectableDifference: number | undefined;
};

/** One query of the table that is sorted by change. */
export type QueryChange = {
  readonly queryId: string;
  readonly before: number;
  readonly after: number;
  readonly change: number;
};

/** How p-values of a family are corrected: Holm bounds any false claim, Benjamini-Hochberg the share of false ones. */
export type Correction = 'holm' | 'benjamini-hochberg';

export type ConfigurationComparison = {
  readonly measures: readonly MeasureComparison[];
  readonly correction: Correction;
  readonly seed: number;
  /** queries of one side only, which cannot be compared */
  readonly leftOut: readonly string[];
  /** what the numbers are about, for the page to print */
  readonly estimand: 'future-queries';
};

/**
 * Compares two configurations by every measure that both evaluations hold, on the queries that both have a value for. A
 * query that one run did not answer counts there with 0, as everywhere.
 *
 * @throws {InvalidInput} if no measure or no query is shared
 */
export function compareConfigurations(
  before: QueryValues,
  after: QueryValues,
  { seed, correction = 'holm' }: { seed: number; correction?: Correction },
): ConfigurationComparison {
  const names = before.scores.map((s) => s.name).filter((name) => after.scores.some((s) => s.name === name));
  const compared = names.flatMap((measure) => {
    const changes = queryChanges(before, after, measure);
    if (changes.length === 0) return [];
    const comparison = comparePaired(
      changes.map((query) => query.change),
      { seed },
    );
    const detectableDifference =
      comparison.sd === undefined ? undefined : minimumDetectableDifference(comparison.queries, comparison.sd);
    const [beforeMean, afterMean] = [mean(changes.map((q) => q.before)), mean(changes.map((q) => q.after))];
    return [{ measure, beforeMean, afterMean, comparison, detectableDifference }];
  });
  if (compared.length === 0) {
    throw new InvalidInput('The two evaluations share no measure with a value for the same query.', {
      hint: 'Evaluate both on the same split of the same dataset version.',
    });
  }
  const corrected = correctP(
    compared.map(({ comparison }) => comparison.signFlip.p),
    correction,
  );
  const fresh = new Set(after.queryIds);
  const shared = new Set(before.queryIds.filter((id) => fresh.has(id)));
  return {
    measures: compared.map((item, i) => ({ ...item, correctedP: corrected[i] as number })),
    correction,
    seed: seed >>> 0,
    leftOut: [...before.queryIds, ...after.queryIds].filter((id) => !shared.has(id)),
    estimand: 'future-queries',
  };
}

/** Corrects a family of p-values, in the order given. */
export const correctP = (p: readonly number[], correction: Correction): number[] =>
  correction === 'holm' ? holm(p) : benjaminiHochberg(p);

/** The queries with a value on both sides, most hurt first; equal changes by query id. */
export function queryChanges(before: QueryValues, after: QueryValues, measure: string): QueryChange[] {
  const [old, fresh] = [valuesByQuery(before, measure), valuesByQuery(after, measure)];
  const changes: QueryChange[] = [];
  for (const [queryId, was] of old) {
    const is = fresh.get(queryId);
    if (is !== undefined) changes.push({ queryId, before: was, after: is, change: is - was });
  }
  return changes.sort((a, b) => a.change - b.change || (a.queryId < b.queryId ? -1 : 1));
}

/** The values of one measure by query id; queries without a value are left out. Empty for an unknown measure. */
export function valuesByQuery(evaluation: QueryValues, measure: string): Map<string, number> {
  const values = evaluation.scores.find((score) => score.name === measure)?.values ?? [];
  const byQuery = new Map<string, number>();
  for (const [i, value] of values.entries()) {
    if (value !== undefined) byQuery.set(evaluation.queryIds[i] as string, value);
  }
  return byQuery;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
