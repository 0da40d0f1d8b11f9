import type { RerankerRecipe } from '../recipe';

/**
 * Stage 3: negatives by the reranker's own order, refreshed before every epoch. Its first ranks are left out and half of the
 * first stage's negatives stay, because the documents it likes best are partly right answers that nobody labelled.
 */
export const rerankerStage3: RerankerRecipe = {
  component: 'reranker',
  stage: 'stage-3',
  lists: 'labelled',
  batchSize: 12,
  listSize: 8,
  epochs: 1,
  learningRate: 2e-4,
  mining: { negatives: 7, rankFrom: 4, rankTo: 40, refresh: 'epoch', keepFirstMining: 0.5 },
  devMeasurements: 1,
  patience: 99,
  warmup: 0.06,
  decay: 'linear',
  weightDecay: 0.01,
  maximumGradientNorm: 1,
  tuning: { kind: 'full' },
};
