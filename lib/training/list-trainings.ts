import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { NotFound } from '@/lib/foundation/errors';

/** The newest 200 trainings, with their job. */
export async function listTrainings(actor: Actor) {
  requireRole(actor, 'operator');
  const rows = await db().training.findMany({ orderBy: { createdAt: 'desc' }, take: 200 });
  const jobs = await db().job.findMany({
    where: { id: { in: rows.flatMap((row) => row.jobId ?? []) } },
    select: { id: true, state: true, progress: true, pauseRequested: true },
  });
  return rows.map((row) => ({ ...row, job: jobs.find((job) => job.id === row.jobId) ?? null }));
}

/** One training with the points of its curves, at most 5,000. @throws {NotFound} */
export async function getTraining(actor: Actor, id: string) {
  requireRole(actor, 'operator');
  const row = await db().training.findUnique({
    where: { id },
    include: { points: { orderBy: { id: 'asc' }, take: 5000 } },
  });
  if (!row) throw new NotFound('There is no such training.');
  const job = row.jobId
    ? await db().job.findUnique({
        where: { id: row.jobId },
        select: { id: true, state: true, progress: true, pauseRequested: true, error: true },
      })
    : null;
  return { ...row, job };
}
