import type { JudgeItem, SubmitJudgment } from '@/lib/contracts/study';
import type { Random } from '@/lib/foundation/random';

/** Grades of the documents of one question, by title: what a judge who knows the law would look for. */
export type GradesByTitle = ReadonlyMap<string, number>;

/** How the built-in demonstration judges differ; none of them is a person, and every screen that shows them says so. */
export type Temperament = {
  /** how far apart two answers must lie, in grades, to be told apart */
  threshold: number;
  /** share of the pairs that are judged by a whim, in [0, 1] */
  carelessness: number;
};

const whims = ['left', 'right', 'tie'] as const;

/**
 * What a demonstration judge says about a pair: the side whose quoted sources carry the higher grades for the question, a
 * tie when they are as good, and now and then a whim. The judge reads what a person would read and knows no arm.
 */
export function demonstrationChoice(
  { left, right }: JudgeItem,
  grades: GradesByTitle,
  { threshold, carelessness }: Temperament,
  random: Random,
): Pick<SubmitJudgment, 'choice' | 'isBothBad'> {
  if (random.next() < carelessness) return { choice: whims[random.int(whims.length)] ?? 'tie' };
  const [a, b] = [worthOf(left, grades), worthOf(right, grades)];
  if (a === 0 && b === 0) return { choice: 'tie', isBothBad: true };
  if (Math.abs(a - b) < threshold) return { choice: 'tie' };
  return { choice: a > b ? 'left' : 'right' };
}

/** Summed grades of the sources that an answer cites; what lies beside it uncited answers nothing. */
const worthOf = ({ text, sources }: JudgeItem['left'], grades: GradesByTitle): number =>
  sources
    .filter(({ number }) => text.includes(`[${number}]`))
    .reduce((sum, { title }) => sum + (grades.get(title) ?? 0), 0);
