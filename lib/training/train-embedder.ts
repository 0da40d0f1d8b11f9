import { seededRandom } from '@/lib/foundation/random';
import { type BagAdapter, BagTrainer, mergeBagAdapter, newBagAdapter } from './embedder/bag-trainer';
import { choosePairs, newStaticBag, type PairSettings, type StaticBag } from './embedder/static-bag';
import { type StageOutcome, trainEmbedderStage } from './embedder/train-embedder-stage';
import { type EmbedderRecipe, stageNames } from './recipe';
import type { TokenizerFiles } from './text/build-tokenizer';
import { specialIds } from './text/build-tokenizer';
import type { TrainingData } from './training-data';
import type { TrainingPorts } from './training-ports';

export type BagSettings = PairSettings & { width: number };
export const defaultBag: BagSettings = { width: 256, minimumCount: 3, maximumPairs: 90_000 };

/** A stage's model, complete and independent of later training. With an adapter, the model is the merged one. */
export type EmbedderStageResult = { bag: StaticBag; adapter?: BagAdapter; outcome: StageOutcome };

/** A fresh bag for a corpus: pairs are chosen from documents and train questions, vectors are random. */
export function createBag(
  data: TrainingData,
  { vocabulary }: TokenizerFiles,
  settings: BagSettings,
  seed: number,
): StaticBag {
  const specials = Object.keys(specialIds).length;
  const isWord = vocabulary.map((token, id) => id >= specials && /[\p{L}\p{N}]/u.test(token));
  const sequences = [...data.documents, ...data.train.map((question) => question.sequence)];
  return newStaticBag(vocabulary.length, choosePairs(sequences, isWord, settings), settings.width, seededRandom(seed));
}

/**
 * Trains one stage on top of a parent, which stays as it is.
 *
 * @param key under which epochs are kept for resuming, unique to this stage of this training
 */
export async function trainBagStage(
  parent: StaticBag,
  data: TrainingData,
  recipe: EmbedderRecipe,
  seed: number,
  key: string,
  ports: TrainingPorts,
): Promise<EmbedderStageResult> {
  const stageSeed = seed * 31 + stageNames.indexOf(recipe.stage);
  const { tuning } = recipe;
  const bag: StaticBag =
    tuning.kind === 'full' ? { ...parent, table: parent.table.slice(), gains: parent.gains.slice() } : parent;
  const adapter =
    tuning.kind === 'lora' ? newBagAdapter(parent, tuning.rank, tuning.alpha, seededRandom(stageSeed)) : undefined;
  const trainer = await BagTrainer.create(bag, adapter, ports.createRunner, recipe);
  try {
    const outcome = await trainEmbedderStage(trainer, data, recipe, stageSeed, key, ports);
    return { bag: adapter ? mergeBagAdapter(bag, adapter) : bag, adapter, outcome };
  } finally {
    await trainer.release();
  }
}

/** A bag wrapped for searching and measuring, not for training. */
export const bagForSearch = (bag: StaticBag, ports: Pick<TrainingPorts, 'createRunner'>): Promise<BagTrainer> =>
  BagTrainer.create(bag, undefined, ports.createRunner, {
    temperature: 1,
    tokenDropout: 0,
    maximumGradientNorm: 1,
    weightDecay: 0,
  });
