import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { type LoadedSplit, loadSplit, resolveVersion } from '@/lib/datasets/load-split';
import { appendAudit } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { Conflict, InvalidInput, NotFound } from '@/lib/foundation/errors';
import { freshSeed, randomId } from '@/lib/foundation/random';
import { enqueueJob } from '@/lib/jobs/enqueue-job';
import { planTraining, type TrainingPlan } from './plan-training';
import { type StageName, stageNames } from './recipe';
import { runTrainingJob } from './run-training.job';
import { baseFolder, trainableFolder } from './running/trainable-folder';
import { type TrainingSettings, type TrainingSettingsInput, trainingSettingsSchema } from './training-settings';

/** Settings with everything that they name found and checked. */
export type PreparedTraining = {
  settings: TrainingSettings & { seed: number; name: string };
  corpusHash: string;
  versionIds: string[];
  plan: TrainingPlan;
};

/**
 * Checks what a person chose and estimates what it costs, before anything starts.
 *
 * @throws {InvalidInput} if datasets stand on different corpora, a split is missing, or a needed checkpoint was not chosen
 * @throws {NotFound} for unknown datasets or checkpoints
 */
export async function prepareTraining(actor: Actor, input: TrainingSettingsInput): Promise<PreparedTraining> {
  requireRole(actor, 'operator');
  const settings = parseSettings(input);
  checkSplits(settings);
  const versions = await Promise.all(settings.datasets.map((name) => resolveVersion(name)));
  const [first] = versions;
  if (!first || versions.some((version) => version.corpusHash !== first.corpusHash)) {
    throw new InvalidInput('The datasets stand on different corpora. One training learns one corpus.');
  }
  const architecture = await checkCheckpoints(settings);
  const trains = await Promise.all(versions.map((version) => loadSplit(version.versionId, settings.trainSplit)));
  const hasDev = versions.every((version) => version.splits.includes(settings.devSplit));
  const devs = hasDev
    ? await Promise.all(versions.map((version) => loadSplit(version.versionId, settings.devSplit)))
    : undefined;
  const corpus = await db().corpus.findUniqueOrThrow({ where: { hash: first.corpusHash } });
  const trainQuestions = count(trains, (split) => split.queries.length);
  const plan = planTraining({
    component: settings.component,
    model: architecture,
    stages: settings.stages,
    documents: corpus.documentCount,
    // Bytes of JSON over three is close to characters for Chinese; for Latin scripts words are about six bytes.
    meanDocumentTokens:
      Number(corpus.sizeBytes) / Math.max(1, corpus.documentCount) / (corpus.language === 'zh' ? 3.2 : 6),
    trainQuestions,
    trainPairs: count(trains, relevantPairs),
    devQuestions: devs ? count(devs, (split) => split.queries.length) : Math.floor(trainQuestions * 0.1),
  });
  const slug = trains.map((split) => split.slug).join('+');
  const last = settings.stages.at(-1);
  const name = settings.name ?? `${slug} ${settings.component} to ${last}`;
  return {
    settings: {
      ...settings,
      ...(settings.component === 'embedder' ? { embedderId: undefined } : {}),
      name: name.slice(0, 100),
      seed: settings.seed ?? freshSeed(),
    },
    corpusHash: first.corpusHash,
    versionIds: versions.map((version) => version.versionId),
    plan,
  };
}

function parseSettings(input: TrainingSettingsInput): TrainingSettings {
  const parsed = trainingSettingsSchema.safeParse(input);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    throw new InvalidInput(
      `The training is not complete: ${issues.map((issue) => `${issue.path} ${issue.message}`).join('; ')}`,
      { issues },
    );
  }
  return parsed.data;
}

const count = (splits: readonly LoadedSplit[], of: (split: LoadedSplit) => number): number =>
  splits.reduce((sum, split) => sum + of(split), 0);

const relevantPairs = (split: LoadedSplit): number =>
  [...split.qrels.values()].reduce(
    (sum, grades) => sum + [...grades.values()].filter((grade) => grade >= split.relevantFrom).length,
    0,
  );

/** Test is what all are measured on in the end, so training reads nothing of it; dev must not have been learned. */
function checkSplits({ trainSplit, devSplit }: TrainingSettings): void {
  const refuse = (path: string, message: string) => new InvalidInput(message, { issues: [{ path, message }] });
  if (/^test\b/i.test(trainSplit))
    throw refuse('trainSplit', 'The test split is never learned from. Choose another one.');
  if (/^test\b/i.test(devSplit))
    throw refuse(
      'devSplit',
      'The test split is kept for evaluations. Choose another one, or none to set part of train aside.',
    );
  if (trainSplit === devSplit) throw refuse('devSplit', 'A stage cannot be measured on the questions that it learns.');
}

/** @returns the architecture that an embedder will have */
async function checkCheckpoints({
  component,
  stages,
  parentId,
  embedderId,
  model,
}: TrainingSettings): Promise<TrainingSettings['model']> {
  const gap = stages.some(
    (stage, i) => i > 0 && stageNames.indexOf(stage) !== stageNames.indexOf(stages[0] as StageName) + i,
  );
  if (gap) {
    throw new InvalidInput('Stages are trained in their order without gaps: base, stage-1, stage-2, stage-3.', {
      issues: [{ path: 'stages', message: 'must follow each other' }],
    });
  }
  if (stages[0] !== 'base' && !parentId) {
    throw new InvalidInput(`${stages[0]} continues a checkpoint: choose the parent, or begin with base.`, {
      issues: [{ path: 'parentId', message: 'is missing' }],
    });
  }
  if (component === 'reranker' && !embedderId) {
    throw new InvalidInput('A reranker learns to order the candidates of an embedder: choose one.', {
      issues: [{ path: 'embedderId', message: 'is missing' }],
    });
  }
  for (const [id, wanted] of [
    [parentId, component],
    [component === 'reranker' ? embedderId : undefined, 'embedder'],
  ] as const) {
    if (id === undefined) continue;
    const checkpoint = await db().checkpoint.findUnique({ where: { id } });
    if (!checkpoint) throw new NotFound('There is no such checkpoint.');
    if (checkpoint.component !== wanted)
      throw new InvalidInput(`${checkpoint.name} is a ${checkpoint.component}, not a ${wanted}.`);
    if (checkpoint.archivedAt) throw new Conflict(`${checkpoint.name} is archived. Restore it first.`);
  }
  if (component === 'reranker' && embedderId) await checkFirstStage(embedderId);
  return parentId && component === 'embedder' ? architectureOf(await trainableFolder(parentId)) : model;
}

/** A reranker's out-of-fold candidates are made by static bags, from the base of the chosen embedder. */
async function checkFirstStage(embedderId: string): Promise<void> {
  for (const folder of [await trainableFolder(embedderId), await baseFolder(embedderId)]) {
    if ((await architectureOf(folder)) === 'static-bag') continue;
    throw new InvalidInput('A reranker learns from the candidates of a static bag that was trained here. Choose one.', {
      issues: [{ path: 'embedderId', message: 'is not a static bag that was trained here' }],
    });
  }
}

async function architectureOf(folder: string): Promise<TrainingSettings['model']> {
  const config: unknown = JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8').catch(() => '{}'));
  return (config as { model_type?: unknown }).model_type === 'static-bag' ? 'static-bag' : 'transformer';
}

/** Starts a training as a job. See `prepareTraining` for what is refused. */
export async function requestTraining(
  actor: Actor,
  input: TrainingSettingsInput,
): Promise<{ trainingId: string; jobId: string }> {
  const prepared = await prepareTraining(actor, input);
  const { settings, plan, versionIds } = prepared;
  const id = randomId();
  return transaction(async (tx) => {
    const jobId = await enqueueJob(
      tx,
      runTrainingJob,
      { trainingId: id },
      { actor, subjectType: 'training', subjectId: id },
    );
    await tx.training.create({
      data: {
        id,
        name: settings.name,
        component: settings.component,
        versionId: versionIds[0] ?? '',
        stages: settings.stages,
        settings: JSON.parse(JSON.stringify({ ...settings, corpusHash: prepared.corpusHash, versionIds })),
        plan: JSON.parse(JSON.stringify(plan)),
        state: 'queued',
        jobId,
        parentId: settings.parentId ?? null,
        createdBy: actorId(actor),
      },
    });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'training.start',
      subjectType: 'training',
      subjectId: id,
      data: { component: settings.component, stages: settings.stages, seed: settings.seed, versionIds, jobId },
    });
    return { trainingId: id, jobId };
  });
}
