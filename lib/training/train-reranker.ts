import { seededRandom } from '@/lib/foundation/random';
import { copyWeights, type Weights } from '@/lib/nn/parameters';
import { NearestDocuments, type Ranked } from './embedder/nearest';
import type { StaticBag } from './embedder/static-bag';
import { fuseLists, learnFusionWeights } from './learn-fusion-weights';
import type { QuestionMeasures } from './measure-rankings';
import { type EmbedderRecipe, type RerankerRecipe, stageNames } from './recipe';
import { type LexicalScorer, lexicalRanking } from './reranker/first-stage';
import type { RerankerShape } from './reranker/match-encoder';
import { RerankerTrainer } from './reranker/reranker-trainer';
import {
  measureReranker,
  type RerankerData,
  type RerankerOutcome,
  type RerankQuestion,
  trainRerankerStage,
} from './reranker/train-reranker-stage';
import { bagForSearch, trainBagStage } from './train-embedder';
import type { Question, TrainingData } from './training-data';
import type { TrainingPorts } from './training-ports';

export type RerankerStageResult = { weights: Weights; outcome: RerankerOutcome };

/** How the first stage's lists are made: dense and lexical, and the dense share that serves dev best. */
export type FirstStage = { denseWeight: number };

const listDepth = 200;
const candidateDepth = 120;
const folds = 2;

/** Dense and lexical result lists of questions. */
export async function resultLists(
  bag: StaticBag,
  questions: readonly Question[],
  data: Pick<TrainingData, 'documents'>,
  bm25: LexicalScorer | undefined,
  ports: Pick<TrainingPorts, 'createRunner'>,
): Promise<{ dense: Ranked; lexical?: Ranked }[]> {
  const searcher = await bagForSearch(bag, ports);
  const nearest = await NearestDocuments.build(searcher, data.documents, listDepth, ports.createRunner);
  const dense = await nearest.search(
    searcher,
    questions.map((question) => question.sequence),
  );
  await nearest.release();
  await searcher.release();
  return dense.map((ranked, i) => ({
    dense: ranked,
    lexical: bm25 && lexicalRanking(bm25, questions[i]?.text ?? '', listDepth),
  }));
}

const candidatesOf = ({ dense, lexical }: { dense: Ranked; lexical?: Ranked }, denseWeight: number): Ranked =>
  fuseLists(
    [
      { ranked: dense, weight: lexical ? denseWeight : 1 },
      ...(lexical ? [{ ranked: lexical, weight: 1 - denseWeight }] : []),
    ],
    candidateDepth,
  );

/**
 * Candidates for training a reranker, made out of fold: the train questions are split in two, an embedder is trained on
 * each half from the same base, and each question gets the candidates, and the vectors, of the embedder that has not
 * seen it. Otherwise the first stage would look better in training than it will be, and the reranker would learn to
 * trust it too much.
 *
 * @param base    the embedder before any label, from which the folds are trained
 * @param final   the embedder that will serve: for dev candidates, which no embedder was trained on
 * @param recipes stages that a fold goes through
 */
export async function outOfFoldCandidates(
  base: StaticBag,
  final: StaticBag,
  data: TrainingData,
  recipes: readonly EmbedderRecipe[],
  bm25: LexicalScorer | undefined,
  seed: number,
  ports: TrainingPorts,
): Promise<RerankerData & FirstStage> {
  const devLists = await resultLists(final, data.dev, data, bm25, ports);
  const denseWeight = bm25 && data.dev.length > 0 ? learnDenseWeight(data.dev, devLists) : bm25 ? 0.7 : 1;
  const order = seededRandom(seed).shuffle(data.train.map((_, i) => i));
  const train: (RerankQuestion | undefined)[] = data.train.map(() => undefined);
  for (let fold = 0; fold < folds; fold++) {
    const held = new Set(order.filter((_, i) => i % folds === fold));
    const seen = data.train.filter((_, i) => !held.has(i));
    let bag = base;
    for (const recipe of seen.length > 0 ? recipes : []) {
      const key = `fold-${fold}-${recipe.stage}`;
      const part = { ...data, train: seen, dev: [] };
      const quiet = { ...ports, onProgress: () => {}, saveEpoch: undefined, loadEpoch: undefined };
      bag = (await trainBagStage(bag, part, recipe, seed, key, quiet)).bag;
    }
    const questions = [...held].map((i) => data.train[i] as Question);
    const lists = await resultLists(bag, questions, data, bm25, ports);
    for (const [n, i] of [...held].entries()) {
      const candidates = candidatesOf(lists[n] as (typeof lists)[number], denseWeight);
      train[i] = { ...(data.train[i] as Question), candidates, bag };
    }
  }
  const dev = data.dev.map((question, i) => ({
    ...question,
    candidates: candidatesOf(devLists[i] as (typeof devLists)[number], denseWeight),
    bag: final,
  }));
  const found = train.filter((question) => question !== undefined);
  return { documents: data.documents, train: found, dev, bag: final, denseWeight };
}

function learnDenseWeight(dev: readonly Question[], lists: readonly { dense: Ranked; lexical?: Ranked }[]): number {
  const questions = dev.map(({ id, positives }, i) => {
    const { dense, lexical } = lists[i] as (typeof lists)[number];
    return { id, positives, lists: lexical ? [dense, lexical] : [dense] };
  });
  return learnFusionWeights(questions).weights[0] ?? 1;
}

/** Trains one stage of a reranker on top of a parent's weights, which stay as they are. */
export async function trainMatchStage(
  parent: Weights,
  shape: RerankerShape,
  data: RerankerData,
  recipe: RerankerRecipe,
  seed: number,
  key: string,
  ports: TrainingPorts,
): Promise<RerankerStageResult> {
  const stageSeed = seed * 37 + stageNames.indexOf(recipe.stage);
  const { tuning } = recipe;
  const isBlock = (layer: string): boolean => layer.startsWith('layer.');
  const lora = tuning.kind === 'lora' ? { rank: tuning.rank, alpha: tuning.alpha, adapts: isBlock } : undefined;
  const random = seededRandom(stageSeed);
  const trainer = await RerankerTrainer.create(
    shape,
    data.bag,
    copyWeights(parent),
    lora,
    ports.createRunner,
    random,
    recipe,
  );
  try {
    const outcome = await trainRerankerStage(trainer, data, recipe, stageSeed, key, ports);
    return { weights: copyWeights(trainer.everyWeight()), outcome };
  } finally {
    await trainer.release();
  }
}

/** Dev measures of finished weights, question by question, in the fusion that serves them best. */
export async function measureMatch(
  weights: Weights,
  shape: RerankerShape,
  data: RerankerData,
  ports: Pick<TrainingPorts, 'createRunner'>,
): Promise<QuestionMeasures[]> {
  if (data.dev.length === 0) return [];
  const settings = { maximumGradientNorm: 1, weightDecay: 0 };
  const known = copyWeights(weights);
  const trainer = await RerankerTrainer.create(
    shape,
    data.bag,
    known,
    undefined,
    ports.createRunner,
    seededRandom(0),
    settings,
  );
  try {
    return (await measureReranker(trainer, data)).byQuestion;
  } finally {
    await trainer.release();
  }
}
