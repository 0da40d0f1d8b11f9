import { access, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { loadSplit } from '@/lib/datasets/load-split';
import { db } from '@/lib/db/client';
import { systemClock } from '@/lib/foundation/clock';
import { env } from '@/lib/foundation/env';
import { InvalidInput, NotFound, toMixstageError } from '@/lib/foundation/errors';
import { writeFileAtomic } from '@/lib/foundation/files';
import { log } from '@/lib/foundation/log';
import type { JobContext, JobHandler } from '@/lib/jobs/define-job';
import { importCheckpoint } from '@/lib/registry/import-checkpoint';
import type { StageName } from './recipe';
import { runTrainingProcess } from './running/run-training-process';
import { readStageReport, stageFolder } from './running/stage-folder';
import type { TrainingInstruction } from './running/training-instruction';
import type { TrainingEvent } from './training-ports';
import { trainingSettingsSchema } from './training-settings';

const storedSettingsSchema = trainingSettingsSchema.extend({
  seed: z.number(),
  name: z.string(),
  corpusHash: z.string(),
  versionIds: z.array(z.string()),
});
type StoredSettings = z.infer<typeof storedSettingsSchema>;
type Finished = { stage: StageName; checkpointId: string };

/** Runs a training: what is finished already is skipped, so that a second try goes on where the first one died. */
export const handle: JobHandler<{ trainingId: string }> = async ({ trainingId }, context) => {
  const training = await db().training.findUnique({ where: { id: trainingId } });
  if (!training) throw new NotFound('This training was deleted.');
  const settings = storedSettingsSchema.parse(training.settings);
  const workDirectory = path.join(env().dataDir, 'trainings', trainingId);
  await db().training.update({ where: { id: trainingId }, data: { state: 'running' } });
  try {
    const finished = await registerFinished(context, settings, trainingId, workDirectory);
    const open = settings.stages.filter((stage) => !finished.some((done) => done.stage === stage));
    let cpuSeconds = 0;
    if (open.length > 0) {
      const instruction = await writeInstruction(settings, workDirectory, open, finished.at(-1));
      const recorder = recordEvents(trainingId, context);
      cpuSeconds = await runTrainingProcess(instruction, {
        signal: context.signal,
        onEvent: recorder.take,
        onFinished: async (stage) => {
          finished.push(
            await registerStage(context, settings, trainingId, workDirectory, stage, finished.at(-1)?.checkpointId),
          );
        },
      });
      await recorder.flush();
    }
    await rm(path.join(workDirectory, 'epochs'), { recursive: true, force: true });
    await db().training.update({
      where: { id: trainingId },
      data: { state: 'succeeded', finishedAt: systemClock.now(), report: { checkpoints: finished, cpuSeconds } },
    });
    return { trainingId, checkpoints: finished, cpuSeconds };
  } catch (error) {
    const typed = toMixstageError(error);
    const isOver = typed.code !== 'internal' || context.attempt >= 3;
    const job = await db().job.findUnique({ where: { id: context.jobId }, select: { pauseRequested: true } });
    const stopped = job?.pauseRequested ? 'paused' : 'cancelled';
    const state = typed.code === 'cancelled' ? stopped : isOver ? 'failed' : 'queued';
    await db()
      .training.update({
        where: { id: trainingId },
        data: { state, report: { error: { code: typed.code, message: typed.message } } },
      })
      .catch((failure) => log.warn('training.state_failed', { trainingId }, failure));
    throw error;
  }
};

/** Stages that an earlier try finished; one that was written but not yet registered is registered now. */
async function registerFinished(
  context: JobContext,
  settings: StoredSettings,
  trainingId: string,
  workDirectory: string,
): Promise<Finished[]> {
  const finished: Finished[] = [];
  for (const stage of settings.stages) {
    if (!(await readStageReport(workDirectory, stage))) break;
    finished.push(
      await registerStage(context, settings, trainingId, workDirectory, stage, finished.at(-1)?.checkpointId),
    );
  }
  return finished;
}

async function registerStage(
  context: JobContext,
  settings: StoredSettings,
  trainingId: string,
  workDirectory: string,
  stage: StageName,
  parentId: string | undefined,
): Promise<Finished> {
  const report = await readStageReport(workDirectory, stage);
  if (!report) throw new InvalidInput(`The stage ${stage} has no report.`);
  const { devByQuestion: _, ...card } = report;
  const regression = report.comparison?.hasRegressed ? ' Regressed against its parent on dev.' : '';
  const checkpoint = await importCheckpoint(
    context.actor,
    {
      folder: stageFolder(workDirectory, stage),
      name: `${settings.name.replace(/ to stage-\d$| to base$/, '')} ${stage}`.slice(0, 200),
      stage,
      ...((parentId ?? settings.parentId) ? { parentId: parentId ?? settings.parentId } : {}),
      lineage: JSON.parse(
        JSON.stringify({
          ...card,
          training: { id: trainingId, stage },
          versionIds: settings.versionIds,
          embedderId: settings.embedderId,
        }),
      ),
      ...(regression ? { note: regression.trim() } : {}),
      isSample: settings.isSample,
    },
    { signal: context.signal, reusesExisting: true },
  );
  await context.log('info', `${stage} is registered as ${checkpoint.name}.${regression}`);
  return { stage, checkpointId: checkpoint.id };
}

async function writeInstruction(
  settings: StoredSettings,
  workDirectory: string,
  stages: StageName[],
  last: Finished | undefined,
): Promise<string> {
  const splits = await Promise.all(settings.versionIds.map((id) => loadSplit(id, settings.trainSplit)));
  const versions = await db().datasetVersion.findMany({ where: { id: { in: settings.versionIds } } });
  const hasDev = versions.every((version) => settings.devSplit in (version.splits as Record<string, unknown>));
  const devs = hasDev
    ? await Promise.all(settings.versionIds.map((id) => loadSplit(id, settings.devSplit)))
    : undefined;
  const parentDirectory = last
    ? stageFolder(workDirectory, last.stage)
    : settings.parentId
      ? await trainableFolder(settings.parentId)
      : undefined;
  const instruction: TrainingInstruction = {
    dataDir: env().dataDir,
    corpusHash: settings.corpusHash,
    component: settings.component,
    tasks: splits.map((split, i) => ({
      name: split.slug,
      instruction: split.instruction,
      queries: [...split.queries, ...(devs?.[i]?.queries ?? [])].map(({ id, text }) => [id, text]),
      train: relevantOf(split),
      ...(devs?.[i] ? { dev: relevantOf(devs[i]) } : {}),
    })),
    stages,
    seed: settings.seed,
    precision: settings.precision,
    model: settings.model,
    ...(parentDirectory ? { parentDirectory } : {}),
    ...(settings.embedderId
      ? { embedder: { final: await trainableFolder(settings.embedderId), base: await baseFolder(settings.embedderId) } }
      : {}),
    workDirectory,
  };
  const file = path.join(workDirectory, 'instruction.json');
  await writeFileAtomic(file, JSON.stringify(instruction));
  return file;
}

const relevantOf = (split: Awaited<ReturnType<typeof loadSplit>>): [string, string[]][] =>
  [...split.qrels].map(([id, grades]) => [
    id,
    [...grades].filter(([, grade]) => grade >= split.relevantFrom).map(([document]) => document),
  ]);

/** The folder with the training weights of a checkpoint: that of the training which made it, else its registered files. */
async function trainableFolder(checkpointId: string): Promise<string> {
  const { dataDir } = env();
  const checkpoint = await db().checkpoint.findUnique({ where: { id: checkpointId } });
  if (!checkpoint?.directory) throw new InvalidInput('A checkpoint that another server computes cannot be trained on.');
  const made = (checkpoint.lineage as { training?: { id: string; stage: StageName } } | null)?.training;
  const own = made ? stageFolder(path.join(dataDir, 'trainings', made.id), made.stage) : undefined;
  const isThere = own
    ? await access(own).then(
        () => true,
        () => false,
      )
    : false;
  return own && isThere ? own : path.join(dataDir, checkpoint.directory);
}

/** The folder of the base that an embedder goes back to. @throws {InvalidInput} if its line does not reach a base */
async function baseFolder(checkpointId: string): Promise<string> {
  let id: string | null = checkpointId;
  for (let steps = 0; id !== null && steps < 20; steps++) {
    const row: { stage: string; parentId: string | null } | null = await db().checkpoint.findUnique({
      where: { id },
      select: { stage: true, parentId: true },
    });
    if (row?.stage === 'base') return trainableFolder(id);
    id = row?.parentId ?? null;
  }
  throw new InvalidInput(
    'The chosen embedder does not go back to a base that was trained here, so candidates cannot be made out of fold.',
  );
}

/** Keeps the points of the curves and shows progress; steps come often and are thinned. */
function recordEvents(trainingId: string, context: JobContext) {
  let writing: Promise<unknown> = Promise.resolve();
  let lastStepMs = 0;
  const keep = (event: TrainingEvent, step: number, epoch: number) => {
    const values = JSON.parse(JSON.stringify(event));
    writing = writing
      .then(() => db().trainingPoint.create({ data: { trainingId, stage: event.stage, step, epoch, values } }))
      .catch((error) => log.warn('training.point_failed', { trainingId }, error));
  };
  let step = 0;
  const take = (event: TrainingEvent): void => {
    if (event.kind === 'step') {
      step = event.step;
      void context.progress({
        phase: `${event.component} ${event.stage}`,
        done: event.step,
        total: event.totalSteps,
        unit: 'steps',
      });
      const nowMs = systemClock.nowMs();
      if (nowMs - lastStepMs < 1000 && event.step < event.totalSteps) return;
      lastStepMs = nowMs;
      keep(event, event.step, 0);
    } else keep(event, step, 'epoch' in event ? event.epoch : 0);
  };
  return { take, flush: () => writing };
}
