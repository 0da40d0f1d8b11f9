import {
  type StartTraining,
  type TrainedStage,
  type TrainingChoice,
  trainedStageSchema,
} from '@/lib/contracts/trainings';

/** The form as a person fills it in; what it leaves open is decided by the server. */
export type TrainingDraft = {
  component: 'embedder' | 'reranker';
  datasets: readonly string[];
  trainSplit: string | undefined;
  devSplit: string | undefined;
  firstStage: TrainedStage;
  lastStage: TrainedStage;
  parentId: string | undefined;
  embedderId: string | undefined;
  seed: string;
  precision: 'int8' | 'float32';
  model: 'static-bag' | 'transformer';
  name: string;
};

export const allStages = trainedStageSchema.options;

/** The stages from the first to the last; one stage if they stand the wrong way round. */
export function stagesBetween(first: TrainedStage, last: TrainedStage): TrainedStage[] {
  const [from, to] = [allStages.indexOf(first), allStages.indexOf(last)];
  return to < from ? [first] : allStages.slice(from, to + 1);
}

const largestSeed = 2 ** 32 - 1;

/** Whether what was typed is a seed, or nothing. */
export const isSeed = (text: string): boolean => /^\d*$/.test(text.trim()) && Number(text) <= largestSeed;

/** What is sent; undefined while something that is needed is missing. */
export function startOf(draft: TrainingDraft): StartTraining | undefined {
  const { component, datasets, firstStage, parentId, embedderId, seed, name } = draft;
  if (datasets.length === 0 || !isSeed(seed)) return undefined;
  if (firstStage !== 'base' && !parentId) return undefined;
  if (component === 'reranker' && !embedderId) return undefined;
  return {
    component,
    datasets: [...datasets],
    stages: stagesBetween(firstStage, draft.lastStage),
    precision: draft.precision,
    ...(draft.trainSplit ? { trainSplit: draft.trainSplit } : {}),
    ...(draft.devSplit ? { devSplit: draft.devSplit } : {}),
    ...(parentId ? { parentId } : {}),
    ...(component === 'reranker' && embedderId ? { embedderId } : {}),
    ...(component === 'embedder' && !parentId ? { model: draft.model } : {}),
    ...(seed.trim() ? { seed: Number(seed) } : {}),
    ...(name.trim() ? { name: name.trim() } : {}),
  };
}

/** Splits that every chosen dataset has, without those of tests, which training never reads. */
export function commonSplits(choice: TrainingChoice, slugs: readonly string[]): string[] {
  const chosen = choice.datasets.filter((dataset) => slugs.includes(dataset.slug));
  const [first] = chosen;
  if (!first) return [];
  return Object.keys(first.splits)
    .filter((split) => !/^test\b/i.test(split) && chosen.every((dataset) => split in dataset.splits))
    .sort();
}

/** Datasets that can be learned together with the chosen ones: those over the same corpus. */
export function fittingDatasets(choice: TrainingChoice, slugs: readonly string[]): TrainingChoice['datasets'] {
  const corpus = choice.datasets.find((dataset) => dataset.slug === slugs[0])?.corpusHash;
  return corpus ? choice.datasets.filter((dataset) => dataset.corpusHash === corpus) : choice.datasets;
}
