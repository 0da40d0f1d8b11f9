import { rm } from 'node:fs/promises';
import path from 'node:path';
import { db } from '@/lib/db/client';
import { systemClock } from '@/lib/foundation/clock';
import { env } from '@/lib/foundation/env';
import { InvalidInput, NotFound, toMixstageError } from '@/lib/foundation/errors';
import { log } from '@/lib/foundation/log';
import type { JobContext, JobHandler } from '@/lib/jobs/define-job';
import { failureOutcome } from '@/lib/jobs/job-outcome';
import { importCheckpoint } from '@/lib/registry/import-checkpoint';
import { comparePaired } from '@/lib/stats/paired-comparison';
import { type StageName, stageNames } from './recipe';
import { runTrainingJob } from './run-training.job';
import { recordEvents } from './running/record-events';
import { runTrainingProcess } from './running/run-training-process';
import { readStageReport, stageFolder } from './running/stage-folder';
import { type FinishedStage, type StoredSettings, storedSettingsSchema } from './running/stored-settings';
import { writeInstruction } from './running/write-instruction';
import type { StageReport } from './train-checkpoint';

type Work = { trainingId: string; settings: StoredSettings; workDirectory: string; context: JobContext };

/** Runs a training: what is finished already is skipped, so that a second try goes on where the first one died. */
export const handle: JobHandler<{ trainingId: string }> = async ({ trainingId }, context) => {
  const training = await db().training.findUnique({ where: { id: trainingId } });
  if (!training) throw new NotFound('This training was deleted.');
  const settings = storedSettingsSchema.parse(training.settings);
  const workDirectory = path.join(env().dataDir, 'trainings', trainingId);
  await db().training.update({ where: { id: trainingId }, data: { state: 'running' } });
  try {
    const result = await trainOpenStages({ trainingId, settings, workDirectory, context });
    await rm(path.join(workDirectory, 'epochs'), { recursive: true, force: true });
    await db().training.update({
      where: { id: trainingId },
      data: { state: 'succeeded', finishedAt: systemClock.now(), report: result },
    });
    return { trainingId, ...result };
  } catch (error) {
    await keepFailure(trainingId, context, error);
    throw error;
  }
};

async function trainOpenStages(work: Work): Promise<{ checkpoints: FinishedStage[]; cpuSeconds: number }> {
  const { trainingId, settings, workDirectory, context } = work;
  const checkpoints = await registerFinished(work);
  const open = settings.stages.filter((stage) => !checkpoints.some((done) => done.stage === stage));
  if (open.length === 0) return { checkpoints, cpuSeconds: 0 };
  const instruction = await writeInstruction(settings, workDirectory);
  const recorder = recordEvents(trainingId, context);
  try {
    const cpuSeconds = await runTrainingProcess(instruction, {
      signal: context.signal,
      onStarted: (pid) => context.log('info', `Process ${pid} trains ${open.join(', ')} with seed ${settings.seed}.`),
      onEvent: recorder.take,
      onFinished: async (stage) => {
        if (!open.includes(stage)) return;
        checkpoints.push(await registerStage(work, stage, checkpoints.at(-1)?.checkpointId));
      },
    });
    return { checkpoints, cpuSeconds };
  } finally {
    await recorder.flush();
  }
}

/** The job decides what a training is; its row keeps the same for the time when the job is gone. */
async function keepFailure(trainingId: string, { attempt, signal }: JobContext, error: unknown): Promise<void> {
  const typed = toMixstageError(error);
  const outcome = failureOutcome(typed, attempt, runTrainingJob.maxAttempts);
  const isStopped = signal.aborted || outcome.kind === 'retry';
  const state = isStopped ? 'queued' : outcome.kind;
  await db()
    .training.update({
      where: { id: trainingId },
      data: { state, ...(isStopped ? {} : { finishedAt: systemClock.now() }) },
    })
    .catch((failure) => log.warn('training.state_failed', { trainingId }, failure));
}

/** Stages that an earlier try finished; one that was written but not yet registered is registered now. */
async function registerFinished(work: Work): Promise<FinishedStage[]> {
  const finished: FinishedStage[] = [];
  for (const stage of work.settings.stages) {
    if (!(await readStageReport(work.workDirectory, stage))) break;
    finished.push(await registerStage(work, stage, finished.at(-1)?.checkpointId));
  }
  return finished;
}

async function registerStage(
  { context, settings, trainingId, workDirectory }: Work,
  stage: StageName,
  previousId: string | undefined,
): Promise<FinishedStage> {
  const report = await readStageReport(workDirectory, stage);
  if (!report) throw new InvalidInput(`The stage ${stage} has no report.`);
  const { devByQuestion: _, ...card } = report;
  const comparison = report.comparison && { ...report.comparison, ...(await gainInterval(workDirectory, report)) };
  const parentId = previousId ?? settings.parentId;
  const note = noteOf(report);
  const checkpoint = await importCheckpoint(
    context.actor,
    {
      folder: stageFolder(workDirectory, stage),
      name: `${settings.name.replace(/ to stage-\d$| to base$/, '')} ${stage}`.slice(0, 200),
      stage,
      ...(parentId ? { parentId } : {}),
      lineage: JSON.parse(
        JSON.stringify({
          ...card,
          comparison,
          training: { id: trainingId, stage },
          versionIds: settings.versionIds,
          embedderId: settings.embedderId,
        }),
      ),
      ...(note ? { note } : {}),
      isSample: settings.isSample,
    },
    { signal: context.signal, reusesExisting: true },
  );
  await context.log('info', `${stage} is registered as ${checkpoint.name}.${note ? ` ${note}` : ''}`);
  return { stage, checkpointId: checkpoint.id };
}

/**
 * The 95 % interval of a stage's gain in the measure its component is for, paired by dev question. Only a stage of the same
 * training is known question by question, so the first stage after another training's checkpoint has none.
 */
async function gainInterval(
  workDirectory: string,
  { stage, component, devByQuestion, seed }: StageReport,
): Promise<{ interval?: { low: number; high: number } }> {
  const previous = stageNames[stageNames.indexOf(stage) - 1];
  const before = previous && (await readStageReport(workDirectory, previous))?.devByQuestion;
  if (!before) return {};
  const measure = component === 'embedder' ? 'recall60' : 'mrr10';
  const earlier = new Map(before.map((question) => [question.id, question[measure]]));
  const differences = devByQuestion.flatMap((question) => {
    const then = earlier.get(question.id);
    return then === undefined ? [] : [question[measure] - then];
  });
  if (differences.length === 0) return {};
  const interval = comparePaired(differences, { seed, flips: 1 }).bootstrap;
  return interval ? { interval: { low: interval.lower, high: interval.upper } } : {};
}

/** What a stage did to its parent, in words, when it did harm. */
function noteOf({ component, comparison, devQuestions }: StageReport): string | undefined {
  if (!comparison?.hasRegressed) return undefined;
  const [name, loss] =
    component === 'embedder' ? ['Recall@60', -comparison.gain.recall60] : ['MRR@10', -comparison.gain.mrr10];
  return `Regressed against its parent on dev: ${name} fell by ${loss.toFixed(4)}, ${comparison.worse.length} of ${devQuestions} questions got worse.`;
}
