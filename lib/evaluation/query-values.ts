import type { EvaluationResults, MeasureSummary, RowSummary } from '@/lib/contracts/evaluation-results';
import type { QueryValues } from './compare-configurations';
import { meanInterval } from './mean-interval';
import type { QueryRecord } from './store';
import type { Stratum } from './strata';

/** The names of the measures of stored results, in the order in which they were asked for. */
export function measureOrder(results: EvaluationResults): string[] {
  switch (results.kind) {
    case 'grid':
      return results.cells[0]?.measures.map(({ measure }) => measure) ?? [];
    case 'component':
    case 'run':
      return results.rows[0]?.measures.map(({ measure }) => measure) ?? [];
    case 'comparison':
      return results.measures.map(({ measure }) => measure);
    default:
      return [results.primaryMeasure];
  }
}

/**
 * The per-query values of one stored row, for comparison.
 *
 * @param records  of one row, in any order
 * @param order    names of the measures: the database does not keep the order of keys
 */
export function valuesOfRecords(records: readonly QueryRecord[], order: readonly string[]): QueryValues {
  const sorted = [...records].sort((a, b) => (a.queryId < b.queryId ? -1 : 1));
  const stored = sorted[0]?.values ?? {};
  const names = order.filter((name) => name in stored);
  return {
    queryIds: sorted.map((record) => record.queryId),
    scores: names.map((name) => ({ name, values: sorted.map((record) => record.values[name] ?? undefined) })),
  };
}

/** The measures of stored values over the queries of a stratum, or over all. */
export function summarizeValues(values: QueryValues, queryIds?: ReadonlySet<string>): MeasureSummary[] {
  const kept = values.queryIds.flatMap((id, i) => (!queryIds || queryIds.has(id) ? [i] : []));
  return values.scores.map(({ name, values: own }) => {
    const defined = kept.flatMap((i) => own[i] ?? []);
    const interval = meanInterval(defined);
    return {
      measure: name,
      mean: defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length,
      lower: interval?.lower ?? null,
      upper: interval?.upper ?? null,
      definedQueries: defined.length,
      queries: kept.length,
    };
  });
}

/** Measures of every stratum but `all`, which is the row itself. */
export const summarizeStrata = (values: QueryValues, strata: readonly Stratum[]): RowSummary['strata'] =>
  strata
    .filter(({ dimension }) => dimension !== 'all')
    .map(({ dimension, value, queryIds }) => ({
      dimension,
      value,
      measures: summarizeValues(values, new Set(queryIds)),
    }));
