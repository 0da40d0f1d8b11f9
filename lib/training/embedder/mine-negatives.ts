import type { MiningRecipe } from '../recipe';
import type { Ranked } from './nearest';

/** What mining found for one question: documents that look right and are not labelled so. */
export type MinedNegatives = {
  documents: Int32Array;
  /** rank of the best labelled document in the model's result, from 1; undefined if it is not among the results */
  positiveRank?: number;
  /** score of the best labelled document minus that of the best other one; undefined if it is not among the results */
  gap?: number;
  /** how many were left out because they score too near to the positive */
  suspected: number;
};

/**
 * Picks the negatives of one question from the model's own result, with false-negative control: labelled documents are
 * removed, ranks outside the window are not used, and documents that come too near to the best labelled one are taken
 * for unlabelled answers.
 *
 * @param ranked    the nearest documents, best first
 * @param positives labelled documents of the question
 */
export function mineNegatives(ranked: Ranked, positives: ReadonlySet<number>, recipe: MiningRecipe): MinedNegatives {
  const { rankFrom, rankTo, maximumShareOfPositive } = recipe;
  const first = ranked.documents.findIndex((document) => positives.has(document));
  // Without a found positive its score is unknown but below all of these, so no margin can be asked.
  const best = first >= 0 ? (ranked.scores[first] as number) : undefined;
  const limit =
    best !== undefined && best > 0 && maximumShareOfPositive ? best * maximumShareOfPositive : Number.POSITIVE_INFINITY;
  const documents: number[] = [];
  let rank = 0;
  let suspected = 0;
  for (const [i, document] of ranked.documents.entries()) {
    if (positives.has(document)) continue;
    rank += 1;
    if (rank > rankTo) break;
    if (rank < rankFrom) continue;
    if ((ranked.scores[i] as number) > limit) suspected += 1;
    else documents.push(document);
  }
  const firstOther = ranked.documents.findIndex((document) => !positives.has(document));
  const gap = best !== undefined && firstOther >= 0 ? best - (ranked.scores[firstOther] as number) : undefined;
  return { documents: Int32Array.from(documents), positiveRank: first >= 0 ? first + 1 : undefined, gap, suspected };
}

/** What is shown of a mining: how many questions have too few negatives, and how many documents were suspected. */
export type MiningStatistics = {
  questions: number;
  withoutNegatives: number;
  fewerThanAsked: number;
  suspectedFalseNegatives: number;
  /** share of questions whose labelled documents are not among the results at all */
  positivesNotFound: number;
};

export function miningStatistics(mined: readonly MinedNegatives[], { negatives }: MiningRecipe): MiningStatistics {
  const countOf = (test: (entry: MinedNegatives) => boolean): number => mined.filter(test).length;
  return {
    questions: mined.length,
    withoutNegatives: countOf((entry) => entry.documents.length === 0),
    fewerThanAsked: countOf((entry) => entry.documents.length < negatives),
    suspectedFalseNegatives: mined.reduce((sum, entry) => sum + entry.suspected, 0),
    positivesNotFound: countOf((entry) => entry.positiveRank === undefined),
  };
}
