import { checkRelevantFrom, defaultRelevantFrom, type Qrels } from './grades';
import { type JudgedRanking, judgeRanking } from './judged-ranking';
import { judgedShareAtK } from './judged-share';
import { computeMeasure, type Measure, measureName } from './measure';
import type { Run, ScoredDocument } from './run';
import { compareIds, rankDocuments } from './trec-order';

/** One measure over all judged queries of a run. */
export type MeasureScores = {
  readonly measure: Measure;
  /** canonical name, for example nDCG@10 */
  readonly name: string;
  /** one value per query, parallel to `queryIds` of the evaluation; `undefined` where the measure has no meaning */
  readonly values: readonly (number | undefined)[];
  /** mean over the queries with a value; `undefined` if there is none */
  readonly mean: number | undefined;
  /** how many queries have a value: the n of "n of m queries" */
  readonly definedQueries: number;
};

/** The outcome of `evaluateRun`; every list of ids is in code point order. */
export type RunEvaluation = {
  /** the queries of the qrels */
  readonly queryIds: readonly string[];
  readonly scores: readonly MeasureScores[];
  /** Judged@k for `coverageCutoff`, per query and its mean over queries that returned something */
  readonly coverage: {
    readonly k: number;
    readonly values: readonly (number | undefined)[];
    readonly mean: number | undefined;
  };
  /** judged queries that the run does not answer: they score 0 */
  readonly missingFromRun: readonly string[];
  /** queries of the run without any judgment: they are left out */
  readonly withoutQrels: readonly string[];
  /** judged queries without a relevant document: their binary measures are undefined */
  readonly withoutRelevant: readonly string[];
  /** queries that returned several documents, all with the same score: their order is by document id alone */
  readonly allScoresEqual: readonly string[];
};

export type EvaluateRunOptions = {
  /** lowest relevant grade for binary measures, above 0; default 1 */
  readonly relevantFrom?: number;
  /** cutoff of the coverage; default: the largest cutoff among the measures, at most 100, or 10 if none has one */
  readonly coverageCutoff?: number;
};

/**
 * Evaluates a run against qrels: per-query values of every measure, their means over the queries where they are defined,
 * and coverage. A query of the qrels that is missing from the run scores 0 (trec_eval does so with `-c`) and is listed.
 *
 * @param run       scores order the documents; ties by document id, descending
 * @param qrels     the queries to evaluate
 * @param measures  at least one
 * @returns         the degenerate cases listed by query id; an empty run scores 0 everywhere
 * @throws {InvalidInput} for scores or grades that are not finite, duplicate documents, impossible cutoffs or thresholds
 */
export function evaluateRun(
  run: Run,
  qrels: Qrels,
  measures: readonly Measure[],
  options: EvaluateRunOptions = {},
): RunEvaluation {
  const relevantFrom = options.relevantFrom ?? defaultRelevantFrom;
  checkRelevantFrom(relevantFrom);
  const k = options.coverageCutoff ?? defaultCoverageCutoff(measures);
  const queryIds = [...qrels.keys()].sort(compareIds);
  const values: (number | undefined)[][] = measures.map(() => []);
  const coverage: (number | undefined)[] = [];
  const missingFromRun: string[] = [];
  const withoutRelevant: string[] = [];
  const allScoresEqual: string[] = [];
  for (const queryId of queryIds) {
    const documents = run.queries.get(queryId);
    if (!documents) missingFromRun.push(queryId);
    else if (haveOneScore(documents)) allScoresEqual.push(queryId);
    const judged = judgeRanking(rankDocuments(documents ?? []), qrels.get(queryId) ?? new Map());
    if (!hasRelevant(judged, relevantFrom)) withoutRelevant.push(queryId);
    coverage.push(judgedShareAtK(judged, k));
    for (const [index, measure] of measures.entries()) {
      values[index]?.push(computeMeasure(measure, judged, relevantFrom));
    }
  }
  return {
    queryIds,
    scores: measures.map((measure, index) => summarize(measure, values[index] ?? [])),
    coverage: { k, values: coverage, mean: meanOfDefined(coverage).mean },
    missingFromRun,
    withoutQrels: [...run.queries.keys()].filter((id) => !qrels.has(id)).sort(compareIds),
    withoutRelevant,
    allScoresEqual,
  };
}

/** Mean of the values that exist, and how many exist; the mean of none is `undefined`. */
export function meanOfDefined(values: readonly (number | undefined)[]): { mean: number | undefined; defined: number } {
  let sum = 0;
  let defined = 0;
  for (const value of values) {
    if (value === undefined) continue;
    sum += value;
    defined += 1;
  }
  return { mean: defined === 0 ? undefined : sum / defined, defined };
}

function summarize(measure: Measure, values: (number | undefined)[]): MeasureScores {
  const { mean, defined } = meanOfDefined(values);
  return { measure, name: measureName(measure), values, mean, definedQueries: defined };
}

const hasRelevant = (judged: JudgedRanking, relevantFrom: number): boolean => (judged.ideal[0] ?? 0) >= relevantFrom;

const haveOneScore = (documents: readonly ScoredDocument[]): boolean =>
  documents.length > 1 && documents.every((document) => document.score === documents[0]?.score);

function defaultCoverageCutoff(measures: readonly Measure[]): number {
  const cutoffs = measures.map((measure) => measure.k ?? 0);
  const largest = Math.max(0, ...cutoffs);
  return largest === 0 ? 10 : Math.min(100, largest);
}
