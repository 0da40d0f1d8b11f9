import type { PairedSummary, RegressionSummary, RowSummary } from '@/lib/contracts/evaluation-results';
import type { RunEvaluation } from '@/lib/metrics/evaluate-run';
import { evaluationRemarks } from '@/lib/metrics/format-trec-lines';
import type { PairedComparison } from '@/lib/stats/paired-comparison';
import { summarizeStrata, summarizeValues } from './query-values';
import type { RegressionReport } from './regression';
import type { Stratum } from './strata';

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
    measures: summarizeValues(evaluation),
    coverage: { k: evaluation.coverage.k, mean: evaluation.coverage.mean ?? null },
    strata: summarizeStrata(evaluation, strata),
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
