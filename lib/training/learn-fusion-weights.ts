import { InvalidInput } from '@/lib/foundation/errors';
import type { Ranked } from './embedder/nearest';
import { meanMeasures, measureRanking } from './measure-rankings';
import type { DevMeasures } from './training-ports';

/** Several result lists for one dev question, in the same order for every question: embedders, BM25. */
export type ListsOfQuestion = { id: string; positives: ReadonlySet<number>; lists: readonly Ranked[] };

export type FusionWeights = {
  /** one weight a list, at least 0, with sum 1; a list of weight 0 should be left out of the configuration */
  weights: number[];
  dev: DevMeasures;
  /** measures of each list alone */
  alone: DevMeasures[];
};

const steps = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/**
 * Weights of a fused first stage that serve dev best: scores are divided by the highest of their list, weighted and added.
 * Coordinate search from equal weights; each weight in turn takes the value of a fixed grid that measures best, until a
 * round changes nothing. As in arXiv 2412.19265, which fuses several retrievers by learned weights.
 *
 * @param score what is made large; the default is the mean of Recall@60 and MRR@10
 * @throws {InvalidInput} without questions or lists
 */
export function learnFusionWeights(
  questions: readonly ListsOfQuestion[],
  score: (dev: DevMeasures) => number = (dev) => (dev.recall60 + dev.mrr10) / 2,
): FusionWeights {
  const count = questions[0]?.lists.length ?? 0;
  if (count === 0) throw new InvalidInput('Fusion weights need at least one dev question and one list.');
  const measure = (weights: readonly number[]): DevMeasures => {
    const measured = questions.map(({ id, positives, lists }) => {
      const parts = lists.map((ranked, i) => ({ ranked, weight: weights[i] as number }));
      return measureRanking(id, fuseLists(parts, 100).documents, positives);
    });
    return meanMeasures(measured) as DevMeasures;
  };
  const unit = (list: number): number[] => Array.from({ length: count }, (_, i) => (i === list ? 1 : 0));
  let weights = Array.from({ length: count }, () => 1 / count);
  let dev = measure(weights);
  for (let round = 0, hasChanged = count > 1; hasChanged && round < 5; round++) {
    hasChanged = false;
    for (let list = 0; list < count; list++) {
      for (const step of steps) {
        const tried = withWeight(weights, list, step);
        const measured = measure(tried);
        if (score(measured) <= score(dev) + 1e-9) continue;
        [weights, dev, hasChanged] = [tried, measured, true];
      }
    }
  }
  return { weights, dev, alone: Array.from({ length: count }, (_, list) => measure(unit(list))) };
}

/** The weights with one of them set and the others shrunk or grown to keep the sum 1. */
function withWeight(weights: readonly number[], list: number, value: number): number[] {
  const rest = 1 - (weights[list] as number);
  const others = weights.length - 1;
  return weights.map((weight, i) => (i === list ? value : (1 - value) * (rest > 0 ? weight / rest : 1 / others)));
}

/**
 * Fuses lists: Σ weight · score / highest score of the list. A document that a list did not return counts with that
 * list's lowest returned score, since its own is at most that.
 *
 * @param depth how many documents are kept, best first
 */
export function fuseLists(lists: readonly { ranked: Ranked; weight: number }[], depth: number): Ranked {
  const used = lists.filter(({ ranked, weight }) => weight > 0 && ranked.documents.length > 0);
  const fused = new Map<number, number>();
  for (const { ranked } of used) for (const document of ranked.documents) fused.set(document, 0);
  for (const { ranked, weight } of used) {
    const highest = ranked.scores[0] as number;
    const unit = highest > 0 ? weight / highest : weight;
    const lowest = (ranked.scores.at(-1) as number) * unit;
    const own = new Map(Array.from(ranked.documents, (document, i) => [document, (ranked.scores[i] as number) * unit]));
    for (const [document, sum] of fused) fused.set(document, sum + (own.get(document) ?? lowest));
  }
  const best = [...fused].sort(([a, x], [b, y]) => y - x || a - b).slice(0, depth);
  return {
    documents: Int32Array.from(best, ([document]) => document),
    scores: Float32Array.from(best, ([, score]) => score),
  };
}
