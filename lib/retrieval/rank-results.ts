import type { CorpusDocument } from '@/lib/datasets/corpus-files';
import type { MatchedTerm } from './bm25';
import type { ConfigurationSpec } from './configuration';
import type { Candidate } from './first-stage';
import { fuseReranker, zScores } from './fusion';
import type { RetrievedDocument, Why } from './retrieve';

/** A candidate in its final place. */
export type Ranked = {
  candidate: Candidate;
  document: CorpusDocument;
  score: number;
  reranked?: { score: number; rank: number; contribution: number; firstStageContribution: number };
};

/**
 * Final order: by fused score, then by first stage rank, which has no ties. Without a reranker it is the first stage's.
 *
 * @param candidates  in first stage order
 * @param documents   the texts of the candidates, in the same order
 * @param scores      the reranker's, in the same order; undefined without one
 */
export function rankResults(
  spec: ConfigurationSpec,
  candidates: readonly Candidate[],
  documents: readonly CorpusDocument[],
  scores: Float32Array | undefined,
): Ranked[] {
  const share = spec.reranker?.weight;
  const pair = (i: number) => ({ candidate: candidates[i] as Candidate, document: documents[i] as CorpusDocument });
  if (!scores || share === undefined) {
    return candidates.map((candidate, i) => ({ ...pair(i), score: candidate.firstStageScore }));
  }
  const firstStage = candidates.map(({ firstStageScore }) => firstStageScore);
  const fused = fuseReranker(firstStage, scores, share);
  const rerankerZ = zScores(scores);
  const firstStageZ = zScores(firstStage);
  const places = [...candidates.keys()];
  const rerankerRank = new Map(
    [...places]
      .sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
      .map((place, i) => [place, i + 1]),
  );
  places.sort((a, b) => (fused[b] as number) - (fused[a] as number) || a - b);
  return places.map((i) => ({
    ...pair(i),
    score: fused[i] as number,
    reranked: {
      score: scores[i] as number,
      rank: rerankerRank.get(i) as number,
      contribution: share * (rerankerZ[i] as number),
      firstStageContribution: (1 - share) * (firstStageZ[i] as number),
    },
  }));
}

/**
 * A result as it is returned.
 *
 * @param place  its rank, from 1
 * @param terms  the shared terms of query and document, when the result is to be explained
 */
export function presentResult(
  spec: ConfigurationSpec,
  item: Ranked,
  place: number,
  terms: MatchedTerm[] | undefined,
): RetrievedDocument {
  const { candidate, document, score, reranked } = item;
  const embedderRanks = candidate.embedders.map((view) => view.rank).filter((value) => value > 0);
  return {
    id: document.id,
    title: document.title,
    text: document.text,
    score,
    rank: place,
    firstStageRank: candidate.firstStageRank,
    ...(embedderRanks.length > 0 ? { embedderRank: Math.min(...embedderRanks) } : {}),
    ...(candidate.bm25 && candidate.bm25.rank > 0 ? { bm25Rank: candidate.bm25.rank } : {}),
    ...(reranked ? { rerankerScore: reranked.score } : {}),
    ...(terms ? { why: explain(spec, item, terms) } : {}),
  };
}

function explain(spec: ConfigurationSpec, { candidate, reranked }: Ranked, terms: MatchedTerm[]): Why {
  const rankOrNull = (value: number) => (value > 0 ? value : null);
  const { bm25, embedders, firstStageRank, firstStageScore } = candidate;
  return {
    bm25: bm25 ? { ...bm25, rank: rankOrNull(bm25.rank), terms } : null,
    embedders: embedders.map((view, i) => ({
      checkpointId: spec.embedders[i]?.checkpointId ?? '',
      ...view,
      rank: rankOrNull(view.rank),
    })),
    firstStage: {
      score: firstStageScore,
      rank: firstStageRank,
      contribution: reranked ? reranked.firstStageContribution : firstStageScore,
    },
    reranker:
      reranked && spec.reranker
        ? {
            checkpointId: spec.reranker.checkpointId,
            score: reranked.score,
            rank: reranked.rank,
            contribution: reranked.contribution,
          }
        : null,
  };
}
