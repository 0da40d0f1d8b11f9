import { InvalidInput } from '@/lib/foundation/errors';
import type { Normalisation } from './configuration';

/** Facts of one list over the whole corpus for one query, so that a fused score does not depend on how many candidates were taken. */
export type ListStatistics = {
  /** highest score of any document */
  max: number;
  mean: number;
  /** standard deviation over all documents (divided by n) */
  deviation: number;
};

/** One list of the first stage, restricted to the candidates. */
export type CandidateList = {
  /** above 0 */
  weight: number;
  /** true score of each candidate in this list, whichever list found it */
  scores: ArrayLike<number>;
  /** rank of each candidate in this list, from 1; 0 for a candidate that this list did not find */
  ranks: ArrayLike<number>;
  statistics: ListStatistics;
};

/** The constant of reciprocal rank fusion (Cormack, Clarke and Buettcher, 2009). */
const rankConstant = 60;

/**
 * Maximum, mean and standard deviation of a score per document.
 *
 * @returns all zero for an empty list
 */
export function listStatistics(scores: Float32Array): ListStatistics {
  if (scores.length === 0) return { max: 0, mean: 0, deviation: 0 };
  // Sums of differences from one score of the list keep the digits that sums of large squares would lose.
  const origin = scores[0] as number;
  let max = origin;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    const difference = score - origin;
    sum += difference;
    squares += difference * difference;
    if (score > max) max = score;
  }
  const n = scores.length;
  const mean = sum / n;
  return { max, mean: origin + mean, deviation: Math.sqrt(Math.max(0, squares / n - mean * mean)) };
}

/**
 * A score of one list on a common scale.
 *
 * - `max`: score / highest score of the list, not below -1. When the highest is 0 or less the score stays as it is: its
 *   order is right and its size means nothing (BM25 without any matching term: all 0).
 * - `z`: (score - mean) / deviation over the whole corpus; 0 when all documents score the same.
 * - `rank`: 61 / (60 + rank), in (0, 1]; 0 for a document that the list did not find.
 *
 * @param rank from 1; 0 if the list did not find the document; only `rank` looks at it
 */
export function normaliseScore(
  normalise: Normalisation,
  score: number,
  rank: number,
  { max, mean, deviation }: ListStatistics,
): number {
  switch (normalise) {
    case 'max':
      return Math.max(-1, max > 0 ? score / max : score);
    case 'z':
      return deviation > 0 ? (score - mean) / deviation : 0;
    case 'rank':
      return rank > 0 ? (rankConstant + 1) / (rankConstant + rank) : 0;
  }
}

/**
 * Weighted mean of the normalised scores of each candidate.
 *
 * @param lists  at least one; all with the same number of candidates, in the same order
 * @returns      one score per candidate; scaling all weights by one factor changes nothing
 * @throws {InvalidInput} without lists, for weights that are not above 0, or for lists of different lengths
 */
export function fuseFirstStage(lists: readonly CandidateList[], normalise: Normalisation): Float64Array {
  const [first] = lists;
  if (!first) throw new InvalidInput('There is no list to fuse.');
  let totalWeight = 0;
  for (const { weight, scores, ranks } of lists) {
    if (!(weight > 0) || !Number.isFinite(weight)) throw new InvalidInput('The weight of a list must be above 0.');
    if (scores.length !== first.scores.length || ranks.length !== scores.length) {
      throw new InvalidInput('The lists to fuse have different candidates.');
    }
    totalWeight += weight;
  }
  const fused = new Float64Array(first.scores.length);
  for (const { weight, scores, ranks, statistics } of lists) {
    for (let i = 0; i < fused.length; i++) {
      const normal = normaliseScore(normalise, scores[i] as number, ranks[i] as number, statistics);
      fused[i] = (fused[i] as number) + (weight / totalWeight) * normal;
    }
  }
  return fused;
}

/**
 * Standard scores (value - mean) / deviation over the values themselves.
 *
 * @returns all 0 when there is one value or all are equal
 */
export function zScores(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i] as number;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += ((values[i] as number) - mean) ** 2;
  const deviation = Math.sqrt(squares / n);
  // Rounding leaves a trace of deviation in equal values; dividing by it would invent an order.
  const isFlat = !(deviation > 1e-12 * Math.max(1, Math.abs(mean)));
  return Float64Array.from({ length: n }, (_, i) => (isFlat ? 0 : ((values[i] as number) - mean) / deviation));
}

/**
 * Final score of each reranked candidate: share * z(reranker) + (1 - share) * z(first stage), both standardised over the
 * candidates. With share 1 the order is the reranker's; when the reranker gives all the same, it is the first stage's.
 *
 * @param share  weight of the reranker, in (0, 1]
 * @throws {InvalidInput} for another share or for lists of different lengths
 */
export function fuseReranker(
  firstStage: ArrayLike<number>,
  rerankerScores: ArrayLike<number>,
  share: number,
): Float64Array {
  if (!(share > 0 && share <= 1)) throw new InvalidInput('The share of the reranker must be above 0 and at most 1.');
  if (firstStage.length !== rerankerScores.length)
    throw new InvalidInput('The lists to fuse have different candidates.');
  const first = zScores(firstStage);
  return zScores(rerankerScores).map((z, i) => share * z + (1 - share) * (first[i] as number));
}
