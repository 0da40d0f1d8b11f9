import type { RerankerRecipe } from '../recipe';

/**
 * Stage 1: labelled questions with easy negatives, from deep in the first stage's candidates. The candidates are made out
 * of fold: by an embedder that was not trained on the question.
 */
export const rerankerStage1: RerankerRecipe = {
  component: 'reranker',
  stage: 'stage-1',
  lists: 'labelled',
  batchSize: 12,
  listSize: 6,
  epochs: 1,
  learningRate: 5e-4,
  mining: { negatives: 5, rankFrom: 15, rankTo: 100, refresh: 'stage', keepFirstMining: 0 },
  devMeasurements: 1,
  patience: 99,
  warmup: 0.06,
  decay: 'linear',
  weightDecay: 0.01,
  maximumGradientNorm: 1,
  tuning: { kind: 'full' },
};
