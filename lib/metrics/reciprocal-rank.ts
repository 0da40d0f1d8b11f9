import { checkCutoff, checkRelevantFrom, defaultRelevantFrom } from './grades';
import { countRelevant, type JudgedRanking } from './judged-ranking';

/**
 * RR of one query: 1 / rank of its first relevant document. The mean over queries is MRR.
 *
 * @param judged        ranking and grades of the query
 * @param k             cutoff, a positive integer; without it the whole ranking counts
 * @param relevantFrom  lowest grade that counts as relevant, above 0
 * @returns             in [0, 1], 0 if no relevant document is in the first k ranks; `undefined` if the query has none
 * @throws {InvalidInput} if k is given and not a positive integer, or relevantFrom is not above 0
 *
 * Same values as trec_eval `recip_rank`; with a cutoff as trec_eval `-M k -m recip_rank`. One value per query, never per
 * relevant document or gold group.
 */
export function reciprocalRank(
  judged: JudgedRanking,
  k?: number,
  relevantFrom = defaultRelevantFrom,
): number | undefined {
  if (k !== undefined) checkCutoff(k);
  checkRelevantFrom(relevantFrom);
  if (countRelevant(judged, relevantFrom) === 0) return undefined;
  const end = Math.min(k ?? judged.grades.length, judged.grades.length);
  for (let i = 0; i < end; i++) if ((judged.grades[i] as number) >= relevantFrom) return 1 / (i + 1);
  return 0;
}
