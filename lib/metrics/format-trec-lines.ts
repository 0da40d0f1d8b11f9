import type { RunEvaluation } from './evaluate-run';
import { formatFourDecimals } from './format-value';
import { trecMeasureName } from './measure';

/** What the `metrics` command prints: lines for standard output, remarks about degenerate cases for standard error. */
export type TrecReport = { readonly lines: readonly string[]; readonly remarks: readonly string[] };

/**
 * The evaluation of a run in the manner of trec_eval: `measure<TAB>query-or-all<TAB>value`, four decimals, names as
 * trec_eval writes them, queries by id and then `all`. Where a measure has no value for a query, the line is left out.
 */
export function formatTrecLines(evaluation: RunEvaluation): TrecReport {
  const lines: string[] = [];
  for (const [index, queryId] of evaluation.queryIds.entries()) {
    for (const score of evaluation.scores) {
      const value = score.values[index];
      if (value !== undefined)
        lines.push(`${trecMeasureName(score.measure)}\t${queryId}\t${formatFourDecimals(value)}`);
    }
  }
  for (const score of evaluation.scores) {
    if (score.mean !== undefined)
      lines.push(`${trecMeasureName(score.measure)}\tall\t${formatFourDecimals(score.mean)}`);
  }
  return { lines, remarks: evaluationRemarks(evaluation) };
}

/** What a reader must know before believing the means, in words; empty if there is nothing to say. */
export function evaluationRemarks(evaluation: RunEvaluation): string[] {
  const total = evaluation.queryIds.length;
  const remarks: string[] = [];
  const remark = (ids: readonly string[], text: string) => {
    if (ids.length > 0) remarks.push(`${ids.length} of ${total} judged queries ${text}: ${listIds(ids)}`);
  };
  remark(evaluation.missingFromRun, 'are missing from the run and score 0');
  remark(evaluation.withoutRelevant, 'have no relevant document and are left out of binary measures');
  remark(evaluation.allScoresEqual, 'have only equal scores, so document ids alone decide their order');
  if (evaluation.withoutQrels.length > 0) {
    remarks.push(
      `${evaluation.withoutQrels.length} queries of the run have no judgment and are left out: ${listIds(evaluation.withoutQrels)}`,
    );
  }
  for (const score of evaluation.scores) {
    if (score.mean === undefined) remarks.push(`${score.name} has no value for any query.`);
    else if (score.definedQueries < total) {
      remarks.push(`${score.name} is the mean of ${score.definedQueries} of ${total} queries.`);
    }
  }
  if (evaluation.coverage.mean !== undefined) {
    const percent = (100 * evaluation.coverage.mean).toFixed(1);
    remarks.push(`${percent} % of the first ${evaluation.coverage.k} returned documents are judged.`);
  }
  return remarks;
}

const listIds = (ids: readonly string[]): string => `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`;
