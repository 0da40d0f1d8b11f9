import { InvalidInput } from '@/lib/foundation/errors';
import { checkCutoff } from './grades';
import type { JudgedRanking } from './judged-ranking';

/** What a document of grade g is worth: `linear` g (trec_eval), `exponential` 2^g - 1 (Burges et al., 2005). */
export type Gain = 'linear' | 'exponential';

/**
 * nDCG of one query: its discounted cumulative gain divided by that of the best possible ranking of all judged documents,
 * retrieved or not. The discount at rank r is log2(r + 1).
 *
 * @param judged  ranking and grades of the query; an unjudged document has gain 0
 * @param k       cutoff, a positive integer, applied to the ranking and to the ideal; without it both are used whole
 * @param gain    how a grade becomes a gain
 * @returns       in [0, 1]; `undefined` if no judged document of the query has a positive grade
 * @throws {InvalidInput} if k is given and not a positive integer, or grades are so large that the gain overflows
 *
 * Linear gain gives the values of trec_eval `ndcg_cut.k` and `ndcg` (Järvelin and Kekäläinen, 2002). The threshold of
 * binary relevance plays no part: every positive grade counts by its size.
 */
export function ndcg(judged: JudgedRanking, k?: number, gain: Gain = 'linear'): number | undefined {
  if (k !== undefined) checkCutoff(k);
  if (judged.ideal.length === 0) return undefined;
  const ideal = discountedGain(judged.ideal, k, gain);
  if (!Number.isFinite(ideal))
    throw new InvalidInput(`Grades up to ${judged.ideal[0]} are too large for ${gain} gain.`);
  return discountedGain(judged.grades, k, gain) / ideal;
}

/** Σ gain(grade at rank r) / log2(r + 1) over the first k ranks; grades of 0 and below add nothing. */
export function discountedGain(grades: Float64Array, k: number | undefined, gain: Gain): number {
  const end = Math.min(k ?? grades.length, grades.length);
  let sum = 0;
  for (let i = 0; i < end; i++) {
    const grade = grades[i] as number;
    if (grade > 0) sum += (gain === 'linear' ? grade : 2 ** grade - 1) / Math.log2(i + 2);
  }
  return sum;
}
