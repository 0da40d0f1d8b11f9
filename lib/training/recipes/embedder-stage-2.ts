import type { EmbedderRecipe } from '../recipe';

/**
 * Stage 2: hard samples. For each question the model of stage 1 retrieves documents that are near but not labelled; six of
 * them join every batch. The first ranks and whatever beats the labelled document are left out as probable answers.
 */
export const embedderStage2: EmbedderRecipe = {
  component: 'embedder',
  stage: 'stage-2',
  sources: { labelled: 0.67, 'inverse-cloze': 0.28, title: 0.05 },
  batchSize: 192,
  epochs: 8,
  learningRate: 1e-3,
  tokenDropout: 0.5,
  mining: {
    negatives: 6,
    rankFrom: 4,
    rankTo: 80,
    maximumShareOfPositive: 1,
    refresh: 'stage',
    keepFirstMining: 0,
  },
  devMeasurements: 2,
  patience: 99,
  warmup: 0.06,
  decay: 'linear',
  weightDecay: 0,
  maximumGradientNorm: 1,
  temperature: 0.05,
  tuning: { kind: 'full' },
};
