import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { NotFound } from '@/lib/foundation/errors';
import { trainingState } from './training-state';

const jobFacts = {
  id: true,
  state: true,
  progress: true,
  pauseRequested: true,
  cancelRequested: true,
  error: true,
  startedAt: true,
  finishedAt: true,
} as const;

/** The newest 200 trainings, with their job. */
export async function listTrainings(actor: Actor) {
  requireRole(actor, 'operator');
  const rows = await db().training.findMany({ orderBy: { createdAt: 'desc' }, take: 200 });
  const jobs = await db().job.findMany({
    where: { id: { in: rows.flatMap((row) => row.jobId ?? []) } },
    select: jobFacts,
  });
  return rows.map((row) => {
    const job = jobs.find((candidate) => candidate.id === row.jobId) ?? null;
    return { ...row, state: trainingState(row.state, job), job };
  });
}

export type ListedTraining = Awaited<ReturnType<typeof listTrainings>>[number];

/** One training with its job. @throws {NotFound} */
export async function getTraining(actor: Actor, id: string): Promise<ListedTraining> {
  requireRole(actor, 'operator');
  const row = await db().training.findUnique({ where: { id } });
  if (!row) throw new NotFound('There is no such training.');
  const job = row.jobId ? await db().job.findUnique({ where: { id: row.jobId }, select: jobFacts }) : null;
  return { ...row, state: trainingState(row.state, job), job };
}

export type KeptPoint = { id: bigint; stage: string; step: number; values: unknown; at: Date };

/** Everything but steps comes a few times an epoch. */
const mostEvents = 2_000;

/**
 * What a training said, in its order: every event, and its steps thinned evenly to `stepsOfStage` a stage at most, the
 * last one always among them. A step that a second try did again counts once.
 */
export async function readTrainingPoints(trainingId: string, stepsOfStage = 150): Promise<KeptPoint[]> {
  const events = await db().$queryRaw<KeptPoint[]>`
    SELECT id, stage, step, "values", at FROM "TrainingPoint"
    WHERE "trainingId" = ${trainingId} AND "values"->>'kind' <> 'step' ORDER BY id LIMIT ${mostEvents}`;
  const steps = await db().$queryRaw<KeptPoint[]>`
    WITH latest AS (
      SELECT DISTINCT ON (stage, step) id, stage, step, "values", at FROM "TrainingPoint"
      WHERE "trainingId" = ${trainingId} AND "values"->>'kind' = 'step' ORDER BY stage, step, id DESC),
    counted AS (
      SELECT *, row_number() OVER (PARTITION BY stage ORDER BY step DESC) AS fromEnd, count(*) OVER (PARTITION BY stage) AS n FROM latest)
    SELECT id, stage, step, "values", at FROM counted
    WHERE (fromEnd - 1) % GREATEST(1, CEIL(n::numeric / ${stepsOfStage}::int)::bigint) = 0 ORDER BY stage, step`;
  return [...events, ...steps];
}
