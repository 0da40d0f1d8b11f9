import { db } from '@/lib/db/client';
import { NotFound } from '@/lib/foundation/errors';
import { prepareTraining, requestTraining } from '@/lib/training/request-training';
import { trainingSettingsSchema } from '@/lib/training/training-settings';
import { type Command, type CommandInput, oneOf, required, table, UsageError, wholeNumber } from '../command';
import { runQueuedJob } from '../run-queued-job';

const allStages = ['base', 'stage-1', 'stage-2', 'stage-3'] as const;

export const command: Command = {
  summary: 'Train stages of a component and register the checkpoints',
  options: {
    component: { help: 'embedder or reranker', value: 'COMPONENT' },
    dataset: {
      help: 'dataset to learn from; several over one corpus are several tasks',
      value: 'DATASET',
      isRepeatable: true,
    },
    stages: { help: 'base, or a range such as base..stage-3 (default)', value: 'STAGES' },
    parent: { help: 'checkpoint (id or name) that the first stage continues', value: 'CHECKPOINT' },
    embedder: { help: 'for a reranker: the embedder whose candidates it learns to order', value: 'CHECKPOINT' },
    split: { help: 'split to learn from (default train)', value: 'SPLIT' },
    dev: { help: 'split to measure on (default dev, else a tenth of train)', value: 'SPLIT' },
    seed: { help: 'random seed; the same seed gives the same checkpoints', value: 'SEED' },
    precision: { help: 'int8 (default) or float32', value: 'PRECISION' },
    model: { help: 'static-bag (default) or transformer, for an embedder without parent', value: 'MODEL' },
    name: { help: 'name of the training', value: 'NAME' },
    plan: { help: 'print the plan and do not start' },
  },
  notes: 'Example: train --component embedder --dataset stard --stages base..stage-3',
  async run(input) {
    const settings = await readSettings(input);
    const { plan } = await prepareTraining(input.actor, settings);
    const rows = plan.stages.map((stage) => [stage.stage, stage.steps, (stage.cpuSeconds / 60).toFixed(1)]);
    const planText = `${table(['STAGE', 'STEPS', 'CPU MIN'], rows)}\nabout ${plan.cpuMinutes.toFixed(1)} CPU-minutes in all${plan.warnings.map((line) => `\nnote: ${line}`).join('')}`;
    if (input.has('plan')) return { data: plan, text: planText };
    input.remark(planText);
    const { trainingId, jobId } = await requestTraining(input.actor, settings);
    const result = await runQueuedJob(jobId, input);
    const checkpoints = (result.checkpoints ?? []) as { stage: string; checkpointId: string }[];
    const names = await db().checkpoint.findMany({
      where: { id: { in: checkpoints.map((made) => made.checkpointId) } },
      select: { id: true, name: true },
    });
    const made = checkpoints.map((one) => [
      one.stage,
      names.find((row) => row.id === one.checkpointId)?.name ?? '',
      one.checkpointId,
    ]);
    return { data: { trainingId, ...result }, text: table(['STAGE', 'CHECKPOINT', 'ID'], made) };
  },
};

async function readSettings(input: CommandInput) {
  const component = oneOf(input, 'component', ['embedder', 'reranker'] as const);
  if (!component) throw new UsageError('--component is missing.');
  const datasets = input.texts('dataset');
  if (datasets.length === 0) required(input, 'dataset');
  const parent = input.text('parent');
  const embedder = input.text('embedder');
  const seed = wholeNumber(input, 'seed');
  return trainingSettingsSchema.parse({
    component,
    datasets,
    stages: readStages(input.text('stages') ?? 'base..stage-3'),
    ...(parent ? { parentId: await checkpointId(parent, component) } : {}),
    ...(embedder ? { embedderId: await checkpointId(embedder, 'embedder') } : {}),
    ...(input.text('split') ? { trainSplit: input.text('split') } : {}),
    ...(input.text('dev') ? { devSplit: input.text('dev') } : {}),
    ...(seed === undefined ? {} : { seed }),
    ...(input.text('name') ? { name: input.text('name') } : {}),
    precision: oneOf(input, 'precision', ['int8', 'float32'] as const) ?? 'int8',
    model: oneOf(input, 'model', ['static-bag', 'transformer'] as const) ?? 'static-bag',
  });
}

/** `stage-1`, or `base..stage-3`. @throws {UsageError} */
export function readStages(text: string): (typeof allStages)[number][] {
  const [from = '', to = from] = text.split('..');
  const [start, end] = [from, to].map((name) => (allStages as readonly string[]).indexOf(name));
  if (start === undefined || end === undefined || start < 0 || end < start) {
    throw new UsageError(`--stages must be one of ${allStages.join(', ')}, or a range such as base..stage-3.`);
  }
  return allStages.slice(start, end + 1);
}

async function checkpointId(name: string, component: 'embedder' | 'reranker'): Promise<string> {
  const found = await db().checkpoint.findMany({
    where: { component, archivedAt: null, OR: [{ id: name }, { name }] },
    select: { id: true },
    take: 2,
  });
  if (found.length !== 1 || !found[0])
    throw new NotFound(
      found.length > 1
        ? `Several ${component}s are called ${name}. Use the id.`
        : `There is no ${component} called ${name}.`,
    );
  return found[0].id;
}
