import { InvalidInput } from '@/lib/foundation/errors';
import type { Grades } from './grades';
import type { Ranking } from './trec-order';

/** Stands at the rank of a document that nobody judged. */
export const unjudged = -1;

/**
 * A ranking seen through its grades: what every measure is a function of. Looked up once and shared by all measures,
 * because the look-ups cost more than the measures.
 */
export type JudgedRanking = {
  /** grade at each rank, best first (index 0 is rank 1); `unjudged` where the document has no grade */
  readonly grades: Float64Array;
  /** all positive grades of the query, descending, retrieved or not */
  readonly ideal: Float64Array;
};

/**
 * Looks up the grade of every ranked document and orders the grades of all judged documents.
 *
 * @param ranking  document ids, best first, without duplicates
 * @param grades   grade by document id; negative grades count as unjudged, fractional grades are kept as they are
 * @throws {InvalidInput} if a grade is not finite
 */
export function judgeRanking(ranking: Ranking, grades: Grades): JudgedRanking {
  const positive: number[] = [];
  for (const [id, grade] of grades) {
    if (!Number.isFinite(grade)) throw new InvalidInput(`The grade of document ${id} is not a finite number.`);
    if (grade > 0) positive.push(grade);
  }
  const atRank = new Float64Array(ranking.length);
  for (let i = 0; i < ranking.length; i++) {
    const grade = grades.get(ranking[i] as string);
    atRank[i] = grade === undefined || grade < 0 ? unjudged : grade;
  }
  return { grades: atRank, ideal: Float64Array.from(positive).sort().reverse() };
}

/** How many documents of the query are relevant, retrieved or not. */
export function countRelevant(judged: JudgedRanking, relevantFrom: number): number {
  let count = 0;
  // The grades descend, so the first one below the threshold ends the count.
  while (count < judged.ideal.length && (judged.ideal[count] as number) >= relevantFrom) count += 1;
  return count;
}

/** How many of the first k ranks hold a relevant document. */
export function countRelevantInTop(judged: JudgedRanking, relevantFrom: number, k: number): number {
  const end = Math.min(k, judged.grades.length);
  let count = 0;
  for (let i = 0; i < end; i++) if ((judged.grades[i] as number) >= relevantFrom) count += 1;
  return count;
}
