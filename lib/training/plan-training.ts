import { type Component, type EmbedderRecipe, type RerankerRecipe, type StageName, stageNames } from './recipe';
import { transformerRecipes } from './recipes/transformer-stages';
import { embedderRecipes, rerankerRecipes } from './stage-recipes';

/** What a plan needs to know of the data; all of it is cheap to count. */
export type TrainingFacts = {
  component: Component;
  /** architecture of an embedder (default static-bag) */
  model?: 'static-bag' | 'transformer';
  stages: readonly StageName[];
  documents: number;
  /** mean length of a document in tokens, title included (for Chinese about its characters) */
  meanDocumentTokens: number;
  trainQuestions: number;
  /** labelled pairs of the train split */
  trainPairs: number;
  devQuestions: number;
  recipes?: {
    embedder?: Partial<Record<StageName, EmbedderRecipe>>;
    reranker?: Partial<Record<StageName, RerankerRecipe>>;
  };
};

export type PlannedStage = { stage: StageName; steps: number; cpuSeconds: number };

export type TrainingPlan = {
  stages: PlannedStage[];
  /** tokenising, and for a reranker the out-of-fold embedders */
  preparationCpuSeconds: number;
  cpuMinutes: number;
  /** what a person should know before starting */
  warnings: string[];
};

/**
 * Throughput on one thread of a two-core machine, measured with the product's recipes on `stard-rebuilt` (width 256); a
 * plan is right within a factor of about two elsewhere.
 */
const speed = {
  /** rows of a bag (tokens and pairs) trained per CPU-second, forward and backward */
  trainedRows: 6.5e5,
  /** rows embedded per CPU-second, for mining and measuring */
  embeddedRows: 1.8e6,
  /** query-document similarities per CPU-second */
  similarities: 4e7,
  /** tokens trained, and embedded, per CPU-second by a transformer of two layers of width 128 */
  trainedTokens: 1.8e4,
  embeddedTokens: 7e4,
  /** tokens of pairs trained, and scored, per CPU-second by the cross-encoder */
  trainedPairTokens: 1.4e4,
  scoredPairTokens: 4e4,
  tokenised: 1.2e6,
};
/** A token brings itself and, mostly, a pair. */
const rowsPerToken = 1.8;
const questionTokens = 28;
const longestPair = 192;
const rerankBudget = 60;

/** Estimates steps and CPU time of a training before it starts, and says what stands against it. */
export function planTraining(facts: TrainingFacts): TrainingPlan {
  const stages = facts.stages.map((stage) =>
    facts.component === 'embedder'
      ? planEmbedderStage(facts, facts.recipes?.embedder?.[stage] ?? recipesFor(facts)[stage])
      : planRerankerStage(facts, facts.recipes?.reranker?.[stage] ?? rerankerRecipes[stage]),
  );
  const tokenising = (facts.documents * facts.meanDocumentTokens) / speed.tokenised;
  const preparationCpuSeconds = tokenising + (facts.component === 'reranker' ? foldSeconds(facts) : 0);
  const total = preparationCpuSeconds + stages.reduce((sum, stage) => sum + stage.cpuSeconds, 0);
  return { stages, preparationCpuSeconds, cpuMinutes: total / 60, warnings: warningsOf(facts) };
}

function planEmbedderStage(facts: TrainingFacts, recipe: EmbedderRecipe): PlannedStage {
  const shares = Object.values(recipe.sources).reduce((sum, share) => sum + share, 0);
  const labelled = facts.trainPairs > 0 ? (recipe.sources.labelled ?? 0) / shares : 0;
  const rowsOfBatch = Math.max(1, recipe.batchSize * labelled);
  const perEpoch =
    labelled > 0 ? Math.ceil(facts.trainPairs / rowsOfBatch) : Math.floor(facts.documents / recipe.batchSize);
  const steps = recipe.epochs * Math.max(1, perEpoch);
  const negatives = recipe.batchSize * labelled * (recipe.mining?.negatives ?? 0);
  const tokens = recipe.batchSize * (questionTokens + facts.meanDocumentTokens) + negatives * facts.meanDocumentTokens;
  const kept = steps * tokens * (1 - recipe.tokenDropout);
  const training = isTransformer(facts) ? kept / speed.trainedTokens : (kept * rowsPerToken) / speed.trainedRows;
  const minings = recipe.mining ? (recipe.mining.refresh === 'epoch' ? recipe.epochs : 1) : 0;
  const searching = minings * searchSeconds(facts, facts.trainQuestions);
  const measuring =
    facts.devQuestions > 0 ? (recipe.devMeasurements + 1) * searchSeconds(facts, facts.devQuestions) : 0;
  return { stage: recipe.stage, steps, cpuSeconds: training + searching + measuring };
}

const isTransformer = ({ component, model }: TrainingFacts): boolean =>
  component === 'embedder' && model === 'transformer';

const recipesFor = (facts: TrainingFacts): Record<StageName, EmbedderRecipe> =>
  isTransformer(facts) ? transformerRecipes : embedderRecipes;

/** Embedding all documents once, and comparing questions with all of them. */
function searchSeconds(facts: TrainingFacts, questions: number): number {
  const tokens = facts.documents * facts.meanDocumentTokens;
  const embedding = isTransformer(facts) ? tokens / speed.embeddedTokens : (tokens * rowsPerToken) / speed.embeddedRows;
  return embedding + (questions * facts.documents) / speed.similarities;
}

function planRerankerStage(facts: TrainingFacts, recipe: RerankerRecipe): PlannedStage {
  const lists =
    recipe.lists === 'pseudo' ? Math.min(recipe.pseudoQuestions ?? 1000, facts.documents) : facts.trainPairs;
  const steps = recipe.epochs * Math.max(1, Math.ceil(lists / recipe.batchSize));
  const pairTokens = Math.min(longestPair, questionTokens + facts.meanDocumentTokens + 3);
  const training = (recipe.epochs * lists * recipe.listSize * pairTokens) / speed.trainedPairTokens;
  const refreshed = recipe.mining.refresh === 'epoch' ? recipe.epochs * facts.trainQuestions * recipe.mining.rankTo : 0;
  const measured = recipe.devMeasurements * facts.devQuestions * rerankBudget;
  return {
    stage: recipe.stage,
    steps,
    cpuSeconds: training + ((refreshed + measured) * pairTokens) / speed.scoredPairTokens,
  };
}

/** Two embedders, each on half of the questions, through stages 1 and 2. */
function foldSeconds(facts: TrainingFacts): number {
  const half = {
    ...facts,
    trainPairs: facts.trainPairs / 2,
    trainQuestions: facts.trainQuestions / 2,
    devQuestions: 0,
  };
  const recipes = (['stage-1', 'stage-2'] as const).map((s) => facts.recipes?.embedder?.[s] ?? embedderRecipes[s]);
  return 2 * recipes.reduce((sum, recipe) => sum + planEmbedderStage(half, recipe).cpuSeconds, 0);
}

function warningsOf({ component, stages, documents, trainQuestions, devQuestions }: TrainingFacts): string[] {
  const isLater = stages.some((stage) => stageNames.indexOf(stage) > 0);
  const warnings: string[] = [];
  if (documents < 100)
    warnings.push(`With ${documents} documents, batches repeat the same texts and figures mean little.`);
  if (isLater && trainQuestions === 0)
    warnings.push('The train split has no usable label: only the base stage can learn.');
  if (isLater && trainQuestions > 0 && trainQuestions < 50) {
    warnings.push(`Only ${trainQuestions} labelled questions: expect later stages to learn them by heart.`);
  }
  if (component === 'reranker' && trainQuestions > 0 && trainQuestions < 200) {
    warnings.push('Below about 200 labelled questions a reranker seldom beats the first stage; watch its dev figures.');
  }
  if (devQuestions === 0) warnings.push('Without dev questions no stage can be compared with its parent.');
  else if (devQuestions < 100) {
    warnings.push(`${devQuestions} dev questions tell apart only large differences between stages.`);
  }
  return warnings;
}
