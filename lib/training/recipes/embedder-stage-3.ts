import type { EmbedderRecipe } from '../recipe';

/**
 * Stage 3: selective questions, and negatives that are mined again before every epoch with the current weights, mixed with
 * those of the first mining. Questions whose answer leads by a wide margin
 * already are left out.
 */
export const embedderStage3: EmbedderRecipe = {
  component: 'embedder',
  stage: 'stage-3',
  sources: { labelled: 0.67, 'inverse-cloze': 0.28, title: 0.05 },
  batchSize: 192,
  epochs: 4,
  learningRate: 5e-4,
  tokenDropout: 0.5,
  mining: {
    negatives: 6,
    rankFrom: 4,
    rankTo: 80,
    maximumShareOfPositive: 1,
    refresh: 'epoch',
    keepFirstMining: 0.3,
    selectBelowGap: 0.15,
  },
  devMeasurements: 4,
  patience: 3,
  warmup: 0.06,
  decay: 'linear',
  weightDecay: 0,
  maximumGradientNorm: 1,
  temperature: 0.05,
  tuning: { kind: 'full' },
};
