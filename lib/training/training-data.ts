import type { Random } from '@/lib/foundation/random';
import { randomOrder, type TokenSequence } from './text/token-sequence';

/** A question with its labelled documents, by position in the corpus. */
export type Question = {
  id: string;
  task: string;
  /** with the task's instruction, if it has one */
  text: string;
  sequence: TokenSequence;
  /** relevant documents; at least one */
  positives: ReadonlySet<number>;
};

/** Everything a stage learns from and is measured on, tokenised. Test questions are not part of it. */
export type TrainingData = {
  documents: readonly TokenSequence[];
  documentIds: readonly string[];
  /** by document: documents of one group stand beside each other and belong together, such as the articles of a law */
  groups?: readonly string[];
  train: readonly Question[];
  dev: readonly Question[];
};

/** One labelled pair of the train split: a question and which of its documents. */
export type LabelledPair = { question: number; document: number };

/**
 * The labelled pairs of one epoch, in random order. With several tasks each is drawn in proportion to the root of its
 * size, so that a large task does not drown a small one (as in instruction tuning on many tasks, arXiv 2501.04652); the
 * number of pairs stays the same.
 *
 * @param isChosen leaves questions out, for example those that are answered well already
 */
export function epochPairs(
  questions: readonly Question[],
  random: Random,
  isChosen: (question: number) => boolean = () => true,
): LabelledPair[] {
  const byTask = new Map<string, LabelledPair[]>();
  for (const [question, { task, positives }] of questions.entries()) {
    if (!isChosen(question)) continue;
    const pairs = byTask.get(task) ?? [];
    byTask.set(task, pairs);
    for (const document of positives) pairs.push({ question, document });
  }
  const tasks = [...byTask.values()];
  if (tasks.length < 2) return random.shuffle(tasks[0] ?? []);
  const total = tasks.reduce((sum, pairs) => sum + pairs.length, 0);
  const weights = tasks.map((pairs) => Math.sqrt(pairs.length));
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
  const drawn = tasks.flatMap((pairs, i) => {
    const share = Math.round((total * (weights[i] as number)) / weightSum);
    return cycle(pairs, share, random);
  });
  return random.shuffle(drawn);
}

/** `count` items in random order, starting over when all were taken. */
function cycle<T>(items: readonly T[], count: number, random: Random): T[] {
  const taken: T[] = [];
  while (taken.length < count && items.length > 0) {
    for (const i of randomOrder(items.length, random).subarray(0, count - taken.length)) taken.push(items[i] as T);
  }
  return taken;
}

/**
 * Splits train questions into those that are learned from and a dev part, for datasets without a dev split.
 *
 * @param share of the questions that become dev; at least one stays on each side when there are two or more
 */
export function carveDev<T>(questions: readonly T[], share: number, random: Random): { train: T[]; dev: T[] } {
  if (questions.length < 2) return { train: [...questions], dev: [] };
  const size = Math.min(questions.length - 1, Math.max(1, Math.round(questions.length * share)));
  const order = randomOrder(questions.length, random);
  const isDev = new Set(order.subarray(0, size));
  return {
    train: questions.filter((_, i) => !isDev.has(i)),
    dev: questions.filter((_, i) => isDev.has(i)),
  };
}
