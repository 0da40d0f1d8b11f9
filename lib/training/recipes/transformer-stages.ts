import type { EmbedderRecipe, StageName } from '../recipe';
import { embedderBase } from './embedder-base';
import { embedderStage1 } from './embedder-stage-1';
import { embedderStage2 } from './embedder-stage-2';
import { embedderStage3 } from './embedder-stage-3';

/**
 * The stages for transformers: as for the static bag, with batches and rates that suit them. Stages 1 to 3 train LoRA
 * adapters on query, key, value, output and both layers of the inner network, because a thousand questions would
 * overwrite what an imported model knows. A token costs fifty times what it costs the bag, so epochs are few.
 */
const adapter = { kind: 'lora', rank: 8, alpha: 16 } as const;

export const transformerRecipes: Record<StageName, EmbedderRecipe> = {
  base: { ...embedderBase, batchSize: 64, epochs: 1, learningRate: 5e-4, tokenDropout: 0.1 },
  'stage-1': { ...embedderStage1, batchSize: 48, epochs: 2, learningRate: 2e-3, tokenDropout: 0.1, tuning: adapter },
  'stage-2': { ...embedderStage2, batchSize: 32, epochs: 1, learningRate: 1e-3, tokenDropout: 0.1, tuning: adapter },
  'stage-3': { ...embedderStage3, batchSize: 32, epochs: 1, learningRate: 5e-4, tokenDropout: 0.1, tuning: adapter },
};
