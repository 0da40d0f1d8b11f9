import type { RerankerRecipe } from '../recipe';

/**
 * Base: passages stand for questions; their own document should come before its neighbours and random ones.
 */
export const rerankerBase: RerankerRecipe = {
  component: 'reranker',
  stage: 'base',
  lists: 'pseudo',
  pseudoQuestions: 800,
  batchSize: 12,
  listSize: 5,
  epochs: 1,
  learningRate: 5e-4,
  mining: { negatives: 4, rankFrom: 1, rankTo: 1, refresh: 'stage', keepFirstMining: 0 },
  devMeasurements: 1,
  patience: 99,
  warmup: 0.06,
  decay: 'linear',
  weightDecay: 0.01,
  maximumGradientNorm: 1,
  tuning: { kind: 'full' },
};
