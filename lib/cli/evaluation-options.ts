import type { GridAxes } from '@/lib/contracts/grid';
import { resolveVersion } from '@/lib/datasets/load-split';
import { db } from '@/lib/db/client';
import { type EvaluationTask, evaluationTaskSchema } from '@/lib/evaluation/evaluation.job';
import { getEvaluation } from '@/lib/evaluation/read-evaluations';
import { requestEvaluation } from '@/lib/evaluation/request-evaluation';
import type { StoredEvaluation } from '@/lib/evaluation/store';
import { InvalidInput, NotFound } from '@/lib/foundation/errors';
import { getCheckpoint } from '@/lib/registry/list-checkpoints';
import { type CommandInput, type CommandOption, required, UsageError, wholeNumber } from './command';
import { runQueuedJob } from './run-queued-job';

/** What every evaluation is asked on. */
export const splitOptions: Record<string, CommandOption> = {
  dataset: { help: 'dataset to evaluate on', value: 'DATASET' },
  split: { help: 'split with the judgments (default test, else dev)', value: 'SPLIT' },
  name: { help: 'name of the evaluation', value: 'NAME' },
  seed: { help: 'seed of everything random (default 1)', value: 'SEED' },
};

/** The axes of a grid and of advice. */
export const axesOptions: Record<string, CommandOption> = {
  ...splitOptions,
  embedder: {
    help: 'embedder, a row (id or name; default: all with an index over the corpus)',
    value: 'CHECKPOINT',
    isRepeatable: true,
  },
  reranker: { help: 'reranker, a column (id or name; default: all)', value: 'CHECKPOINT', isRepeatable: true },
  'no-bm25': { help: 'leave out the row that finds candidates by words alone' },
  bm25: { help: 'give each embedder a second row together with BM25 at this weight', value: 'WEIGHT' },
  budgets: { help: 'retrieval budgets K (default 60)', value: 'LIST' },
  depths: { help: 'depths N (default 10)', value: 'LIST' },
  weights: { help: "the reranker's share of the final score (default 1)", value: 'LIST' },
  measures: { help: 'default nDCG@10,RR@10,Recall@10,Success@10; the first decides', value: 'LIST' },
};

/** Numbers separated by commas. @throws {UsageError} */
export function numberList(input: CommandInput, option: string): number[] | undefined {
  const text = input.text(option);
  if (text === undefined) return undefined;
  const values = text.split(',').map(Number);
  if (values.some((value) => !Number.isFinite(value))) {
    throw new UsageError(`--${option} must be numbers separated by commas, not "${text}".`);
  }
  return values;
}

/** A number. @throws {UsageError} */
export const oneNumber = (input: CommandInput, option: string): number | undefined => {
  const values = numberList(input, option);
  if (values && values.length !== 1) throw new UsageError(`--${option} is one number.`);
  return values?.[0];
};

/** Only what was given, so that the defaults of the contract hold for the rest. */
export const given = <Value>(name: string, value: Value | undefined): Record<string, Value> =>
  value === undefined ? {} : { [name]: value };

/** Dataset version and split. @throws {NotFound} @throws {UsageError} without a dataset */
export async function readSplit(input: CommandInput) {
  const { versionId, corpusHash, splits } = await resolveVersion(required(input, 'dataset'));
  const split = input.text('split') ?? ['test', 'dev'].find((name) => splits.includes(name)) ?? splits[0];
  if (split === undefined) throw new InvalidInput('This dataset has no judgments, so nothing can be measured on it.');
  return {
    corpusHash,
    shared: { versionId, split, ...given('name', input.text('name')), ...given('seed', wholeNumber(input, 'seed')) },
  };
}

/** Checkpoint ids by names. @throws {NotFound} @throws {UsageError} for one of the other component */
export async function checkpointIds(
  input: CommandInput,
  names: readonly string[],
  component: string,
): Promise<string[]> {
  return Promise.all(
    names.map(async (name) => {
      const checkpoint = await getCheckpoint(input.actor, name);
      if (checkpoint.component !== component)
        throw new UsageError(`${name} is a ${checkpoint.component}, not a ${component}.`);
      return checkpoint.id;
    }),
  );
}

/** Every embedder with a finished index over a corpus, oldest first. */
async function indexedEmbedders(corpusHash: string): Promise<string[]> {
  const rows = await db().checkpoint.findMany({
    where: { component: 'embedder', archivedAt: null, indexes: { some: { corpusHash, state: 'ready' } } },
    orderBy: [{ stage: 'asc' }, { createdAt: 'asc' }],
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

async function allRerankers(): Promise<string[]> {
  const rows = await db().checkpoint.findMany({
    where: { component: 'reranker', archivedAt: null },
    orderBy: [{ stage: 'asc' }, { createdAt: 'asc' }],
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/** The axes that were written, else everything that can be evaluated on the corpus. */
export async function readAxes(
  input: CommandInput,
): Promise<Partial<GridAxes> & Pick<GridAxes, 'versionId' | 'split'>> {
  const { corpusHash, shared } = await readSplit(input);
  const embedders = input.texts('embedder');
  const rerankers = input.texts('reranker');
  const embedderIds =
    embedders.length > 0 ? await checkpointIds(input, embedders, 'embedder') : await indexedEmbedders(corpusHash);
  const rerankerIds = rerankers.length > 0 ? await checkpointIds(input, rerankers, 'reranker') : await allRerankers();
  return {
    ...shared,
    embedderIds,
    rerankerIds,
    hasBm25: !input.has('no-bm25'),
    ...given('bm25Weight', oneNumber(input, 'bm25')),
    ...given('budgets', numberList(input, 'budgets')),
    ...given('depths', numberList(input, 'depths')),
    ...given('rerankerWeights', numberList(input, 'weights')),
    ...given('measures', input.text('measures')?.split(',')),
  };
}

/** Queues an evaluation, waits for it and reads what it stored. Ctrl-C cancels it; what was scored is kept. */
export async function runEvaluation(input: CommandInput, task: EvaluationTask): Promise<StoredEvaluation> {
  const jobId = await requestEvaluation(input.actor, evaluationTaskSchema.parse(task));
  const result = await runQueuedJob(jobId, input);
  if (typeof result.evaluationId !== 'string') throw new NotFound('The job ended without an evaluation.');
  return getEvaluation(input.actor, result.evaluationId);
}

/** A mean as tables print it. */
export const figure = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : value.toFixed(4);

/** Where to look further. */
export const footer = ({ id, hash }: StoredEvaluation): string =>
  `evaluation ${id}\nhash ${hash}\nreport /evaluations/${id}/report`;
