import type { DevMeasures } from './training-ports';

/** The dev measures of one question. */
export type QuestionMeasures = DevMeasures & { id: string };

/**
 * Recall, RR and nDCG of one ranking with binary grades, as `lib/metrics` defines them, on document positions.
 *
 * @param ranking   documents, best first; missing ranks count as misses
 * @param positives relevant documents, at least one
 */
export function measureRanking(
  id: string,
  ranking: ArrayLike<number>,
  positives: ReadonlySet<number>,
): QuestionMeasures {
  const found = { 20: 0, 60: 0, 100: 0 };
  let reciprocal = 0;
  let gain = 0;
  for (let i = 0; i < Math.min(100, ranking.length); i++) {
    if (!positives.has(ranking[i] as number)) continue;
    for (const k of [20, 60, 100] as const) if (i < k) found[k] += 1;
    if (i >= 10) continue;
    reciprocal ||= 1 / (i + 1);
    gain += 1 / Math.log2(i + 2);
  }
  let ideal = 0;
  for (let i = 0; i < Math.min(10, positives.size); i++) ideal += 1 / Math.log2(i + 2);
  return {
    id,
    recall20: found[20] / positives.size,
    recall60: found[60] / positives.size,
    recall100: found[100] / positives.size,
    mrr10: reciprocal,
    ndcg10: gain / ideal,
  };
}

/** The mean over questions; undefined when there are none. */
export function meanMeasures(all: readonly DevMeasures[]): DevMeasures | undefined {
  if (all.length === 0) return undefined;
  const mean = (key: keyof DevMeasures): number => all.reduce((sum, one) => sum + one[key], 0) / all.length;
  return {
    recall20: mean('recall20'),
    recall60: mean('recall60'),
    recall100: mean('recall100'),
    mrr10: mean('mrr10'),
    ndcg10: mean('ndcg10'),
  };
}
