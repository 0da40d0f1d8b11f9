import { checkCutoff, checkRelevantFrom, defaultRelevantFrom } from './grades';
import { countRelevant, countRelevantInTop, type JudgedRanking } from './judged-ranking';

/**
 * Recall@k of one query: the share of its relevant documents found in the first k ranks.
 *
 * @param judged        ranking and grades of the query
 * @param k             cutoff, a positive integer; ranks start at 1; a ranking shorter than k is used whole
 * @param relevantFrom  lowest grade that counts as relevant, above 0
 * @returns             in [0, 1]; `undefined` if the query has no relevant document, since the ratio has no meaning there
 * @throws {InvalidInput} if k is not a positive integer or relevantFrom is not above 0
 *
 * Same values as trec_eval `recall.k`. Not Success@k, which asks only whether any relevant document was found.
 */
export function recallAtK(judged: JudgedRanking, k: number, relevantFrom = defaultRelevantFrom): number | undefined {
  checkCutoff(k);
  checkRelevantFrom(relevantFrom);
  const relevant = countRelevant(judged, relevantFrom);
  return relevant === 0 ? undefined : countRelevantInTop(judged, relevantFrom, k) / relevant;
}
