import { averagePrecision } from './average-precision';
import { defaultRelevantFrom } from './grades';
import type { JudgedRanking } from './judged-ranking';
import { judgedShareAtK } from './judged-share';
import { ndcg } from './ndcg';
import { precisionAtK } from './precision';
import { recallAtK } from './recall';
import { reciprocalRank } from './reciprocal-rank';
import { successAtK } from './success';

/** The families of measures; each lives in a file of its own. */
export type MeasureKind = 'recall' | 'rr' | 'ndcg' | 'ndcg-exp' | 'ap' | 'precision' | 'success' | 'judged';

/** A measure with its parameters. Build it with `parseMeasure`, which checks them. */
export type Measure = {
  readonly kind: MeasureKind;
  /** cutoff; absent means the whole ranking */
  readonly k?: number;
  /** lowest relevant grade, where it differs from the dataset's; ignored by nDCG and judged share */
  readonly relevantFrom?: number;
};

type Family = { name: string; meanName: string; trecName: string; trecCutName: string; isCutoffRequired: boolean };

/** Names of each family: ours, ours for the mean over queries, and trec_eval's without and with a cutoff. */
export const measureFamilies: Record<MeasureKind, Family> = {
  recall: { name: 'Recall', meanName: 'Recall', trecName: 'recall', trecCutName: 'recall', isCutoffRequired: true },
  rr: { name: 'RR', meanName: 'MRR', trecName: 'recip_rank', trecCutName: 'recip_rank_cut', isCutoffRequired: false },
  ndcg: { name: 'nDCG', meanName: 'nDCG', trecName: 'ndcg', trecCutName: 'ndcg_cut', isCutoffRequired: false },
  'ndcg-exp': {
    name: 'nDCG-exp',
    meanName: 'nDCG-exp',
    trecName: 'ndcg_exp',
    trecCutName: 'ndcg_exp_cut',
    isCutoffRequired: false,
  },
  ap: { name: 'AP', meanName: 'MAP', trecName: 'map', trecCutName: 'map_cut', isCutoffRequired: false },
  precision: { name: 'P', meanName: 'P', trecName: 'P', trecCutName: 'P', isCutoffRequired: true },
  success: {
    name: 'Success',
    meanName: 'Success',
    trecName: 'success',
    trecCutName: 'success',
    isCutoffRequired: true,
  },
  judged: { name: 'Judged', meanName: 'Judged', trecName: 'judged', trecCutName: 'judged', isCutoffRequired: true },
};

const withParameters = (name: string, measure: Measure): string =>
  `${name}${measure.relevantFrom === undefined ? '' : `(rel=${measure.relevantFrom})`}${measure.k === undefined ? '' : `@${measure.k}`}`;

/** The canonical name of a measure for one query: `nDCG@10`, `RR`, `Recall(rel=2)@60`. `parseMeasure` reads it back. */
export const measureName = (measure: Measure): string => withParameters(measureFamilies[measure.kind].name, measure);

/** The name of the mean over queries: as `measureName`, but `MRR` for RR and `MAP` for AP. */
export const meanMeasureName = (measure: Measure): string =>
  withParameters(measureFamilies[measure.kind].meanName, measure);

/**
 * The name as trec_eval writes it: `ndcg_cut_10`, `recip_rank`. Measures that trec_eval lacks (RR with a cutoff,
 * exponential nDCG, judged share) are named in the same manner. A relevance threshold is `-l` there and not in the name.
 */
export function trecMeasureName(measure: Measure): string {
  const family = measureFamilies[measure.kind];
  return measure.k === undefined ? family.trecName : `${family.trecCutName}_${measure.k}`;
}

/**
 * The value of a measure for one query.
 *
 * @param relevantFrom  lowest relevant grade of the dataset; a threshold in the measure wins over it
 * @returns             in [0, 1], or `undefined` where the measure has no meaning (see its file)
 * @throws {InvalidInput} for impossible parameters
 */
export function computeMeasure(
  measure: Measure,
  judged: JudgedRanking,
  relevantFrom = defaultRelevantFrom,
): number | undefined {
  const threshold = measure.relevantFrom ?? relevantFrom;
  const k = measure.k ?? Number.NaN;
  switch (measure.kind) {
    case 'recall':
      return recallAtK(judged, k, threshold);
    case 'rr':
      return reciprocalRank(judged, measure.k, threshold);
    case 'ndcg':
      return ndcg(judged, measure.k, 'linear');
    case 'ndcg-exp':
      return ndcg(judged, measure.k, 'exponential');
    case 'ap':
      return averagePrecision(judged, measure.k, threshold);
    case 'precision':
      return precisionAtK(judged, k, threshold);
    case 'success':
      return successAtK(judged, k, threshold);
    case 'judged':
      return judgedShareAtK(judged, k);
  }
}
