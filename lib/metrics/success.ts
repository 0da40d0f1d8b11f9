import { checkCutoff, checkRelevantFrom, defaultRelevantFrom } from './grades';
import { countRelevant, countRelevantInTop, type JudgedRanking } from './judged-ranking';

/**
 * Success@k of one query: 1 if any of the first k ranks holds a relevant document, else 0. Also called hit rate.
 *
 * @param judged        ranking and grades of the query
 * @param k             cutoff, a positive integer
 * @param relevantFrom  lowest grade that counts as relevant, above 0
 * @returns             0 or 1; `undefined` if the query has no relevant document
 * @throws {InvalidInput} if k is not a positive integer or relevantFrom is not above 0
 *
 * Same values as trec_eval `success.k` on queries with a relevant document.
 */
export function successAtK(judged: JudgedRanking, k: number, relevantFrom = defaultRelevantFrom): number | undefined {
  checkCutoff(k);
  checkRelevantFrom(relevantFrom);
  if (countRelevant(judged, relevantFrom) === 0) return undefined;
  return countRelevantInTop(judged, relevantFrom, k) > 0 ? 1 : 0;
}
