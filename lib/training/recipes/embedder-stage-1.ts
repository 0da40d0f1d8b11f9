import type { EmbedderRecipe } from '../recipe';

/**
 * Stage 1: broad weak supervision. Labelled pairs with the other documents of the batch as negatives, mixed with the
 * unlabelled sources of the base, so that words outside the labelled questions keep their meaning.
 */
export const embedderStage1: EmbedderRecipe = {
  component: 'embedder',
  stage: 'stage-1',
  sources: { labelled: 0.67, 'inverse-cloze': 0.25, title: 0.05, neighbour: 0.03 },
  batchSize: 192,
  epochs: 10,
  learningRate: 2e-3,
  // Half of all words: with a thousand questions this is what keeps the model from learning them by heart (+4 Recall@100).
  tokenDropout: 0.5,
  devMeasurements: 2,
  patience: 99,
  warmup: 0.06,
  decay: 'linear',
  weightDecay: 0,
  maximumGradientNorm: 1,
  temperature: 0.05,
  tuning: { kind: 'full' },
};
