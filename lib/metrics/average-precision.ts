import { checkCutoff, checkRelevantFrom, defaultRelevantFrom } from './grades';
import { countRelevant, type JudgedRanking } from './judged-ranking';

/**
 * AP of one query: the mean, over all its relevant documents, of the precision at their rank; a relevant document that
 * was not retrieved contributes 0. The mean over queries is MAP.
 *
 * @param judged        ranking and grades of the query
 * @param k             cutoff, a positive integer; without it the whole ranking counts
 * @param relevantFrom  lowest grade that counts as relevant, above 0
 * @returns             in [0, 1]; `undefined` if the query has no relevant document
 * @throws {InvalidInput} if k is given and not a positive integer, or relevantFrom is not above 0
 *
 * Same values as trec_eval `map`, with a cutoff `map_cut.k`: the divisor is the number of relevant documents even when it
 * exceeds k.
 */
export function averagePrecision(
  judged: JudgedRanking,
  k?: number,
  relevantFrom = defaultRelevantFrom,
): number | undefined {
  if (k !== undefined) checkCutoff(k);
  checkRelevantFrom(relevantFrom);
  const relevant = countRelevant(judged, relevantFrom);
  if (relevant === 0) return undefined;
  const end = Math.min(k ?? judged.grades.length, judged.grades.length);
  let found = 0;
  let sum = 0;
  for (let i = 0; i < end; i++) {
    if ((judged.grades[i] as number) < relevantFrom) continue;
    found += 1;
    sum += found / (i + 1);
  }
  return sum / relevant;
}
