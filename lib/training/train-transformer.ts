import { seededRandom } from '@/lib/foundation/random';
import { copyWeights, type Weights } from '@/lib/nn/parameters';
import { specialIdsOf, type TransformerParent } from './checkpoint/transformer-files';
import { measureEmbedder, type StageOutcome, trainEmbedderStage } from './embedder/train-embedder-stage';
import type { TransformerShape } from './embedder/transformer-encoder';
import { TransformerTrainer } from './embedder/transformer-trainer';
import type { QuestionMeasures } from './measure-rankings';
import { type EmbedderRecipe, stageNames } from './recipe';
import type { TrainingData } from './training-data';
import type { TrainingPorts } from './training-ports';

/** A transformer from scratch: small, because two CPU cores have to train it. */
export const defaultTransformer: Omit<TransformerShape, 'vocabulary'> = {
  width: 128,
  layers: 2,
  heads: 4,
  innerWidth: 512,
  activation: 'gelu',
  normEpsilon: 1e-12,
  positions: 256,
  segments: 1,
  pooling: 'mean',
};

export type TransformerStageResult = { weights: Weights; adapter?: Weights; outcome: StageOutcome };

/** Trains one stage of a transformer bi-encoder on top of a parent, whose weights stay as they are. */
export async function trainTransformerStage(
  parent: TransformerParent,
  data: TrainingData,
  recipe: EmbedderRecipe,
  seed: number,
  key: string,
  ports: TrainingPorts,
): Promise<TransformerStageResult> {
  const stageSeed = seed * 31 + stageNames.indexOf(recipe.stage);
  const { tuning } = recipe;
  const isBlock = (layer: string): boolean => layer.startsWith('layer.');
  const lora = tuning.kind === 'lora' ? { rank: tuning.rank, alpha: tuning.alpha, adapts: isBlock } : undefined;
  const trainer = await TransformerTrainer.create(
    parent.shape,
    lora ? parent.weights : copyWeights(parent.weights),
    lora,
    specialIdsOf(parent.tokenizer),
    ports.createRunner,
    seededRandom(stageSeed),
    recipe,
  );
  try {
    const outcome = await trainEmbedderStage(trainer, data, recipe, stageSeed, key, ports);
    const adapter = lora ? copyWeights(trainer.weights()) : undefined;
    return { weights: copyWeights(trainer.mergedWeights()), adapter, outcome };
  } finally {
    await trainer.release();
  }
}

/** Dev measures of finished weights, question by question. */
export async function measureTransformer(
  parent: TransformerParent,
  data: TrainingData,
  ports: Pick<TrainingPorts, 'createRunner'>,
): Promise<QuestionMeasures[]> {
  if (data.dev.length === 0) return [];
  // An adapter of rank one that starts at nothing keeps the weights inside the graph, where they need not be fed.
  const lora = { rank: 1, alpha: 1, adapts: (layer: string) => layer === 'layer.0.outer' };
  const settings = { temperature: 1, tokenDropout: 0, maximumGradientNorm: 1, weightDecay: 0 };
  const special = specialIdsOf(parent.tokenizer);
  const random = seededRandom(0);
  const { shape, weights } = parent;
  const trainer = await TransformerTrainer.create(shape, weights, lora, special, ports.createRunner, random, settings);
  try {
    return await measureEmbedder(trainer, data, ports);
  } finally {
    await trainer.release();
  }
}
