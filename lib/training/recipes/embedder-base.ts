import type { EmbedderRecipe } from '../recipe';

/**
 * Base: what the corpus says about itself, without any label. A passage should find the document it was cut from, a title
 * its text. Six passes over the documents; dev is only measured, there is nothing to stop early for.
 */
export const embedderBase: EmbedderRecipe = {
  component: 'embedder',
  stage: 'base',
  sources: { 'inverse-cloze': 0.75, title: 0.15, crop: 0.1 },
  batchSize: 512,
  epochs: 6,
  learningRate: 5e-3,
  tokenDropout: 0.3,
  devMeasurements: 1,
  patience: 99,
  warmup: 0.06,
  decay: 'linear',
  weightDecay: 0,
  maximumGradientNorm: 1,
  temperature: 0.05,
  tuning: { kind: 'full' },
};
