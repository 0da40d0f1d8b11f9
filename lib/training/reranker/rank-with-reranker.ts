import { seededRandom } from '@/lib/foundation/random';
import type { Weights } from '@/lib/nn/parameters';
import type { CreateRunner } from '@/lib/nn/runner';
import { fuseReranker } from '@/lib/retrieval/fusion';
import type { Ranked } from '../embedder/nearest';
import type { StaticBag } from '../embedder/static-bag';
import type { TokenSequence } from '../text/token-sequence';
import type { RerankerShape } from './match-encoder';
import { RerankerTrainer } from './reranker-trainer';
import { orderBy } from './train-reranker-stage';

export type RerankerInUse = {
  shape: RerankerShape;
  weights: Weights;
  bag: StaticBag;
  /** weight of the reranker in the fusion with the first stage, in (0, 1] */
  share: number;
  /** how many candidates it sees */
  budget: number;
};

/** The final ranking of each question: candidates within the budget in fused order. */
export async function rankWithReranker(
  { shape, weights, bag, share, budget }: RerankerInUse,
  questions: readonly { question: TokenSequence; candidates: Ranked }[],
  documents: readonly TokenSequence[],
  createRunner: CreateRunner,
): Promise<Int32Array[]> {
  const settings = { maximumGradientNorm: 1, weightDecay: 0 };
  const trainer = await RerankerTrainer.create(shape, bag, weights, undefined, createRunner, seededRandom(0), settings);
  const rankings: Int32Array[] = [];
  for (const { question, candidates } of questions) {
    const ids = candidates.documents.slice(0, budget);
    const texts = Array.from(ids, (i) => documents[i] as TokenSequence);
    const scores = await trainer.score(question, texts, bag);
    const fused = fuseReranker(candidates.scores.slice(0, budget), scores, share);
    rankings.push(Int32Array.from(orderBy(fused), (i) => ids[i] as number));
  }
  await trainer.release();
  return rankings;
}
