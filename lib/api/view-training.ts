import { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';
import { jobProgressSchema } from '@/lib/contracts/jobs';
import {
  devMeasuresSchema,
  type PlannedTraining,
  type StartTraining,
  type Training,
  type TrainingRecord,
  type Trainings,
  trainedStageSchema,
  trainingPlanSchema,
} from '@/lib/contracts/trainings';
import { listDatasets } from '@/lib/datasets/list-datasets';
import { db } from '@/lib/db/client';
import { getTraining, type ListedTraining, listTrainings } from '@/lib/training/list-trainings';
import { prepareTraining } from '@/lib/training/request-training';
import { isTrainingOver } from '@/lib/training/training-state';
import { type ActorNames, readActorNames } from './view-actor';
import { type ComponentRefs, readComponentRefs } from './view-release';
import { type StageCheckpoint, viewStages } from './view-training-stages';

const settingsSchema = z.object({
  datasets: z.array(z.string()),
  trainSplit: z.string(),
  devSplit: z.string(),
  seed: z.number(),
  precision: z.string(),
  model: z.string(),
  embedderId: z.string().optional(),
  corpusHash: z.string(),
  versionIds: z.array(z.string()),
});

const lineageSchema = z.object({
  training: z.object({ id: z.string(), stage: trainedStageSchema }),
  dev: devMeasuresSchema.optional(),
  comparison: z.object({ hasRegressed: z.boolean() }).loose().optional(),
});

const reportSchema = z.object({ cpuSeconds: z.number(), checkpoints: z.array(z.object({ checkpointId: z.string() })) });
const errorSchema = z.object({ code: z.string(), message: z.string(), hint: z.string().optional() });

/** All trainings, and what can be chosen for a new one. */
export async function viewTrainings(actor: Actor): Promise<Trainings> {
  const rows = await listTrainings(actor);
  const [datasets, checkpoints] = await Promise.all([
    listDatasets(actor),
    db().checkpoint.findMany({
      where: { archivedAt: null, source: 'onnx' },
      select: { id: true, name: true, component: true, stage: true },
      orderBy: [{ createdAt: 'desc' }],
    }),
  ]);
  return {
    trainings: await viewRows(rows),
    choice: {
      datasets: datasets.map(({ slug, name, version }) => ({
        slug,
        name,
        corpusHash: version.corpusHash,
        corpusName: version.corpusName,
        documentCount: version.documentCount,
        splits: version.splits,
      })),
      checkpoints: checkpoints.map((row) => ({
        ...row,
        component: row.component === 'reranker' ? ('reranker' as const) : ('embedder' as const),
      })),
    },
  };
}

/** What a training would cost; nothing is started. */
export async function viewPlan(actor: Actor, body: StartTraining): Promise<PlannedTraining> {
  const { settings, plan } = await prepareTraining(actor, body);
  return { name: settings.name, plan };
}

async function viewRows(rows: readonly ListedTraining[]): Promise<Training[]> {
  const made = await readCheckpoints(rows);
  const [nameOf, refOf] = await Promise.all([
    readActorNames(rows.map((row) => row.createdBy)),
    readComponentRefs(rows.flatMap((row) => row.parentId ?? [])),
  ]);
  return rows.map((row) => viewRow(row, nameOf, refOf, made(row)));
}

/** The checkpoints that trainings made, by training, in the order of their stages. */
async function readCheckpoints(rows: readonly ListedTraining[]): Promise<(row: ListedTraining) => StageCheckpoint[]> {
  // The same settings give the same files: such a training made nothing new, and its report names what was there.
  const named = rows.flatMap((row) => reportSchema.safeParse(row.report).data?.checkpoints ?? []);
  const found = await db().checkpoint.findMany({
    where: {
      OR: [
        { id: { in: named.map(({ checkpointId }) => checkpointId) } },
        ...rows.map((row) => ({ lineage: { path: ['training', 'id'], equals: row.id } })),
      ],
    },
    select: { id: true, name: true, component: true, stage: true, lineage: true },
  });
  const parsed = found.flatMap((row): (StageCheckpoint & { trainingId: string })[] => {
    const lineage = lineageSchema.safeParse(row.lineage);
    if (!lineage.success) return [];
    const component = row.component === 'reranker' ? ('reranker' as const) : ('embedder' as const);
    return [
      {
        ref: { id: row.id, name: row.name, component, stage: row.stage },
        stage: lineage.data.training.stage,
        trainingId: lineage.data.training.id,
        dev: lineage.data.dev ?? null,
        hasRegressed: lineage.data.comparison?.hasRegressed ?? null,
        lineage: row.lineage,
      },
    ];
  });
  const order = trainedStageSchema.options;
  return (row) => {
    const ids = new Set(reportSchema.safeParse(row.report).data?.checkpoints.map((one) => one.checkpointId));
    return parsed
      .filter((one) => one.trainingId === row.id || ids.has(one.ref.id))
      .sort((a, b) => order.indexOf(a.stage) - order.indexOf(b.stage));
  };
}

function viewRow(row: ListedTraining, nameOf: ActorNames, refOf: ComponentRefs, made: StageCheckpoint[]): Training {
  const settings = settingsSchema.parse(row.settings);
  const isOver = isTrainingOver(row.state);
  return {
    id: row.id,
    name: row.name,
    component: row.component === 'reranker' ? 'reranker' : 'embedder',
    state: row.state,
    stages: z.array(trainedStageSchema).parse(row.stages),
    datasets: settings.datasets,
    seed: settings.seed,
    jobId: row.job?.id ?? null,
    isPausing: row.state === 'running' && (row.job?.pauseRequested ?? false),
    isCancelling: !isOver && (row.job?.cancelRequested ?? false),
    progress: jobProgressSchema
      .nullable()
      .catch(null)
      .parse(row.job?.progress ?? null),
    error: isOver && row.state === 'failed' ? (errorSchema.safeParse(row.job?.error).data ?? null) : null,
    parent: row.parentId ? refOf(row.parentId) : null,
    plannedCpuMinutes: trainingPlanSchema.parse(row.plan).cpuMinutes,
    cpuSeconds: reportSchema.safeParse(row.report).data?.cpuSeconds ?? null,
    checkpoints: made.map(({ ref, dev, hasRegressed }) => ({ ...ref, dev, hasRegressed })),
    createdBy: nameOf(row.createdBy),
    createdAt: row.createdAt.toISOString(),
    startedAt: row.job?.startedAt?.toISOString() ?? null,
    finishedAt: (row.job?.finishedAt ?? (isOver ? row.finishedAt : null))?.toISOString() ?? null,
  };
}

/** One training with its curves by stage. @throws {NotFound} */
export async function viewTrainingRecord(actor: Actor, id: string): Promise<TrainingRecord> {
  const row = await getTraining(actor, id);
  const settings = settingsSchema.parse(row.settings);
  const plan = trainingPlanSchema.parse(row.plan);
  const made = (await readCheckpoints([row]))(row);
  const [training] = await viewRows([row]);
  const [corpus, refOf, progressByStage] = await Promise.all([
    db().corpus.findUnique({
      where: { hash: settings.corpusHash },
      select: { hash: true, name: true, documentCount: true },
    }),
    readComponentRefs(settings.embedderId ? [settings.embedderId] : []),
    viewStages(training as Training, plan, { ...settings, checkpoints: made }),
  ]);
  return {
    ...(training as Training),
    corpus,
    embedder: settings.embedderId ? refOf(settings.embedderId) : null,
    trainSplit: settings.trainSplit,
    devSplit: settings.devSplit,
    precision: settings.precision,
    model: settings.model,
    plan,
    etaS: etaOf(training as Training, progressByStage),
    progressByStage,
  };
}

/** The running stage ends by its own speed; what waits takes the time that was planned. */
function etaOf({ state, progress }: Training, stages: TrainingRecord['progressByStage']): number | null {
  if (state !== 'running' || progress?.etaS === undefined || progress.etaS === null) return null;
  return stages
    .filter((stage) => stage.state === 'waiting')
    .reduce((sum, stage) => sum + (stage.plannedCpuSeconds ?? 0), progress.etaS);
}
