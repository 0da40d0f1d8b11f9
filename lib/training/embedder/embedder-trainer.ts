import type { Random } from '@/lib/foundation/random';
import type { Moments } from '@/lib/nn/adamw';
import type { Weights } from '@/lib/nn/parameters';
import type { Excerpt } from '../text/token-sequence';

/**
 * What the stages need of an embedder, whatever its architecture: one optimisation step on a contrastive batch, vectors
 * of texts for mining and evaluation, and its state for resuming.
 */
export type EmbedderTrainer = {
  readonly width: number;
  /** One optimisation step. A loss or norm that is not finite means divergence; the weights are then left as they were. */
  step(batch: ContrastiveBatch, learningRate: number, random: Random): Promise<StepReport>;
  /** Vectors of length one, row after row: [texts, width]. */
  embed(texts: readonly Excerpt[]): Promise<Float32Array>;
  /** The weights that training changes, by name. Views, not copies: writing into them restores an earlier state. */
  weights(): Weights;
  /** The moments of the optimizer by weight name; a new stage begins with fresh ones. */
  moments: Map<string, Moments>;
  release(): Promise<void>;
};

/** Texts and what should match what, for the loss `infoNce`. */
export type ContrastiveBatch = {
  queries: readonly Excerpt[];
  documents: readonly Excerpt[];
  /** [queries, documents], each row a distribution */
  targets: Float32Array;
  /** [queries, documents], 0, or -1e4 where a document must not count as a negative */
  bias: Float32Array;
};

export type StepReport = { loss: number; gradientNorm: number; tokens: number };

export type EmbedderOptimisation = {
  /** unit of similarity in the loss */
  temperature: number;
  /** share of words left out of each text at random */
  tokenDropout: number;
  /** longer gradients are shortened to this norm */
  maximumGradientNorm: number;
  weightDecay: number;
};
