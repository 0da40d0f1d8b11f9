import type { EmbedderRecipe, RerankerRecipe, StageName } from './recipe';
import { embedderBase } from './recipes/embedder-base';
import { embedderStage1 } from './recipes/embedder-stage-1';
import { embedderStage2 } from './recipes/embedder-stage-2';
import { embedderStage3 } from './recipes/embedder-stage-3';
import { rerankerBase } from './recipes/reranker-base';
import { rerankerStage1 } from './recipes/reranker-stage-1';
import { rerankerStage2 } from './recipes/reranker-stage-2';
import { rerankerStage3 } from './recipes/reranker-stage-3';

/** The product's recipes, chosen on a dev part of the train split of `stard-rebuilt`; see the comments in each file. */
export const embedderRecipes: Record<StageName, EmbedderRecipe> = {
  base: embedderBase,
  'stage-1': embedderStage1,
  'stage-2': embedderStage2,
  'stage-3': embedderStage3,
};

export const rerankerRecipes: Record<StageName, RerankerRecipe> = {
  base: rerankerBase,
  'stage-1': rerankerStage1,
  'stage-2': rerankerStage2,
  'stage-3': rerankerStage3,
};
