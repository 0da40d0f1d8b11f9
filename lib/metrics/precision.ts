import { checkCutoff, checkRelevantFrom, defaultRelevantFrom } from './grades';
import { countRelevant, countRelevantInTop, type JudgedRanking } from './judged-ranking';

/**
 * P@k of one query: the share of the first k ranks that hold a relevant document.
 *
 * @param judged        ranking and grades of the query
 * @param k             cutoff, a positive integer; a ranking shorter than k is still divided by k
 * @param relevantFrom  lowest grade that counts as relevant, above 0
 * @returns             in [0, 1]; `undefined` if the query has no relevant document: 0 would only say so
 * @throws {InvalidInput} if k is not a positive integer or relevantFrom is not above 0
 *
 * Same values as trec_eval `P.k` on queries with a relevant document.
 */
export function precisionAtK(judged: JudgedRanking, k: number, relevantFrom = defaultRelevantFrom): number | undefined {
  checkCutoff(k);
  checkRelevantFrom(relevantFrom);
  if (countRelevant(judged, relevantFrom) === 0) return undefined;
  return countRelevantInTop(judged, relevantFrom, k) / k;
}
