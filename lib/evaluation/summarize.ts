import type { RunEvaluation } from '@/lib/metrics/evaluate-run';
import { evaluationRemarks } from '@/lib/metrics/format-trec-lines';
import type { PairedComparison } from '@/lib/stats/paired-comparison';
import type { MeasureSummary, PairedSummary, RegressionSummary, RowSummary } from './evaluation-results';
import { meanInterval } from './mean-interval';
import type { RegressionReport } from './regression';
import type { Stratum } from './strata';

/** Every measure of an evaluation with its mean and interval, over all queries or over those of a stratum. */
export function summarizeMeasures(evaluation: RunEvaluation, queryIds?: ReadonlySet<string>): MeasureSummary[] {
  const kept = evaluation.queryIds.flatMap((id, i) => (!queryIds || queryIds.has(id) ? [i] : []));
  return evaluation.scores.map(({ name, values }) => {
    const own = kept.flatMap((i) => values[i] ?? []);
    const interval = meanInterval(own);
    const mean = own.length === 0 ? null : own.reduce((sum, value) => sum + value, 0) / own.length;
    return {
      measure: name,
      mean,
      lower: interval?.lower ?? null,
      upper: interval?.upper ?? null,
      definedQueries: own.length,
      queries: kept.length,
    };
  });
}

/** One evaluated row as it is stored: means, coverage, strata other than `all`, remarks. */
export function summarizeRow(
  row: string,
  label: string,
  evaluation: RunEvaluation,
  strata: readonly Stratum[],
): RowSummary {
  return {
    row,
    label,
    measures: summarizeMeasures(evaluation),
    coverage: { k: evaluation.coverage.k, mean: evaluation.coverage.mean ?? null },
    strata: strata
      .filter(({ dimension }) => dimension !== 'all')
      .map(({ dimension, value, queryIds }) => ({
        dimension,
        value,
        measures: summarizeMeasures(evaluation, new Set(queryIds)),
      })),
    remarks: evaluationRemarks(evaluation),
  };
}

/** A paired comparison as it is stored. */
export const summarizePaired = (paired: PairedComparison): PairedSummary => ({
  queries: paired.queries,
  mean: paired.mean,
  sd: paired.sd ?? null,
  t: paired.pairedT?.t ?? null,
  tP: paired.pairedT?.p ?? null,
  interval: paired.pairedT?.interval ?? null,
  bootstrap: paired.bootstrap ? { lower: paired.bootstrap.lower, upper: paired.bootstrap.upper } : null,
  signFlipP: paired.signFlip.p,
  isExact: paired.signFlip.isExact,
  effectSize: paired.effectSize ?? null,
  better: paired.better,
  equal: paired.equal,
  worse: paired.worse,
});

/** A regression report as it is stored. */
export const summarizeRegression = (report: RegressionReport, row: string, against: string): RegressionSummary => ({
  measure: report.measure,
  tolerance: report.tolerance,
  row,
  against,
  strata: report.strata.map(({ dimension, value, comparison, correctedP, verdict }) => ({
    dimension,
    value,
    paired: summarizePaired(comparison),
    correctedP,
    verdict,
  })),
  mostHurt: [...report.mostHurt],
});
