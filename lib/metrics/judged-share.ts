import { checkCutoff } from './grades';
import { type JudgedRanking, unjudged } from './judged-ranking';

/**
 * Judged@k of one query, its coverage: the share of the first k returned documents that somebody judged. Printed beside
 * every score, because unjudged documents count as not relevant and a low share makes a score a lower bound.
 *
 * @param judged  ranking and grades of the query
 * @param k       cutoff, a positive integer; a shorter ranking is divided by its own length
 * @returns       in [0, 1]; `undefined` if nothing was returned
 * @throws {InvalidInput} if k is not a positive integer
 */
export function judgedShareAtK(judged: JudgedRanking, k: number): number | undefined {
  checkCutoff(k);
  const end = Math.min(k, judged.grades.length);
  if (end === 0) return undefined;
  let count = 0;
  for (let i = 0; i < end; i++) if (judged.grades[i] !== unjudged) count += 1;
  return count / end;
}
