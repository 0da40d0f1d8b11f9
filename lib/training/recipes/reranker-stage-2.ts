import type { RerankerRecipe } from '../recipe';

/**
 * Stage 2: hard negatives, from the ranks that the reranker will be asked to put in order.
 */
export const rerankerStage2: RerankerRecipe = {
  component: 'reranker',
  stage: 'stage-2',
  lists: 'labelled',
  batchSize: 12,
  listSize: 8,
  epochs: 1,
  learningRate: 4e-4,
  mining: { negatives: 7, rankFrom: 2, rankTo: 60, refresh: 'stage', keepFirstMining: 0 },
  devMeasurements: 1,
  patience: 99,
  warmup: 0.06,
  decay: 'linear',
  weightDecay: 0.01,
  maximumGradientNorm: 1,
  tuning: { kind: 'full' },
};
