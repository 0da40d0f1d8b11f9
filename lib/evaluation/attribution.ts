import { defaultRelevantFrom, type Grades } from '@/lib/metrics/grades';
import type { Ranking } from '@/lib/metrics/trec-order';

/**
 * What happened to the relevant documents of one query on the way through the pipeline:
 * - `lost-in-retrieval`: none among the K candidates, so no reranker could help;
 * - `lost-in-rerank`: the first stage had one in its first N, the final order has none;
 * - `recovered`: the first stage had none in its first N, the final order has one;
 * - `kept`: both have one;
 * - `never-surfaced`: among the candidates, but in the first N of neither order.
 */
export const attributionKinds = ['kept', 'recovered', 'lost-in-rerank', 'never-surfaced', 'lost-in-retrieval'] as const;
export type AttributionKind = (typeof attributionKinds)[number];

export type Attribution = {
  readonly kind: AttributionKind;
  /** relevant documents of the query, and how many of them reach each step */
  readonly relevant: number;
  readonly inCandidates: number;
  readonly inFirstStageTop: number;
  readonly inFinalTop: number;
};

/**
 * Attributes the success or failure of one query to a step of the pipeline.
 *
 * @param candidates    the K candidates in the first stage's order
 * @param finalRanking  the final order, cut to N or longer
 * @param depth         N
 * @returns             `undefined` for a query without relevant documents: nothing could be lost
 */
export function attributeQuery(
  candidates: Ranking,
  finalRanking: Ranking,
  grades: Grades,
  depth: number,
  relevantFrom = defaultRelevantFrom,
): Attribution | undefined {
  const isRelevant = (id: string) => (grades.get(id) ?? 0) >= relevantFrom;
  const relevant = [...grades.values()].filter((grade) => grade >= relevantFrom).length;
  if (relevant === 0) return undefined;
  const inCandidates = candidates.filter(isRelevant).length;
  const inFirstStageTop = candidates.slice(0, depth).filter(isRelevant).length;
  const inFinalTop = finalRanking.slice(0, depth).filter(isRelevant).length;
  return {
    kind: kindOf(inCandidates > 0, inFirstStageTop > 0, inFinalTop > 0),
    relevant,
    inCandidates,
    inFirstStageTop,
    inFinalTop,
  };
}

function kindOf(isCandidate: boolean, isInFirstStage: boolean, isInFinal: boolean): AttributionKind {
  if (!isCandidate) return 'lost-in-retrieval';
  if (isInFinal) return isInFirstStage ? 'kept' : 'recovered';
  return isInFirstStage ? 'lost-in-rerank' : 'never-surfaced';
}

/** How many queries each kind has. */
export function countAttributions(attributions: Iterable<Attribution>): Record<AttributionKind, number> {
  const counts: Record<AttributionKind, number> = {
    kept: 0,
    recovered: 0,
    'lost-in-rerank': 0,
    'never-surfaced': 0,
    'lost-in-retrieval': 0,
  };
  for (const { kind } of attributions) counts[kind] += 1;
  return counts;
}
