import type { EmbedderRecipe, RerankerRecipe } from '@/lib/training/recipe';
import { embedderRecipes, rerankerRecipes } from '@/lib/training/stage-recipes';
import type { TrainingInput } from '@/lib/training/train-checkpoint';

/** Written down, so that anybody can make the same checkpoints again. */
export const sampleSeed = 1;

/**
 * The product's recipes in steps that suit 661 documents and 749 questions. The recipes are made for a hundred times as
 * many documents: with their batches the base would see six steps in all.
 */
const embedder = {
  base: { ...embedderRecipes.base, batchSize: 128, epochs: 20 },
  'stage-1': { ...embedderRecipes['stage-1'], batchSize: 96, epochs: 20, devMeasurements: 4 },
  'stage-2': { ...embedderRecipes['stage-2'], batchSize: 96, epochs: 12, devMeasurements: 4 },
  'stage-3': {
    ...embedderRecipes['stage-3'],
    batchSize: 96,
    epochs: 8,
    mining: { ...miningOf(embedderRecipes['stage-3']), selectBelowGap: 0.4 },
  },
} satisfies Record<string, EmbedderRecipe>;

const reranker = {
  base: rerankerRecipes.base,
  'stage-1': { ...rerankerRecipes['stage-1'], epochs: 2, devMeasurements: 2 },
  'stage-2': { ...rerankerRecipes['stage-2'], epochs: 2, devMeasurements: 2 },
  'stage-3': rerankerRecipes['stage-3'],
} satisfies Record<string, RerankerRecipe>;

function miningOf({ mining }: EmbedderRecipe): NonNullable<EmbedderRecipe['mining']> {
  if (!mining) throw new Error('The third stage mines negatives.');
  return mining;
}

/**
 * Vectors of 128 numbers keep the eight checkpoints within 25 MB. The reranker's transformer is one narrow layer: more
 * weights have nothing to learn from in 749 questions, and a small one answers in milliseconds on one core.
 */
export const sampleSettings: Partial<TrainingInput> = {
  bag: { width: 128, minimumCount: 3, maximumPairs: 20_000 },
  rerankerShape: {
    kind: 'cross-encoder',
    encoder: { width: 64, heads: 4, innerWidth: 192, activation: 'relu', normEpsilon: 1e-5, layers: 1 },
    maximumLength: 160,
  },
  recipes: { embedder, reranker },
};
