import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { Conflict, NotFound } from '@/lib/foundation/errors';

export const jobStates = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobState = (typeof jobStates)[number];

export type JobFilter = { state?: JobState; kind?: string; subjectType?: string; subjectId?: string; take?: number };

/** The newest jobs first, at most 200. */
export async function listJobs(actor: Actor, filter: JobFilter = {}) {
  requireRole(actor, 'operator');
  const { take = 100, ...where } = filter;
  return db().job.findMany({
    where: Object.fromEntries(Object.entries(where).filter(([, value]) => value !== undefined)),
    orderBy: { createdAt: 'desc' },
    take: Math.min(take, 200),
    omit: { payload: true },
  });
}

/**
 * What a stream of jobs shows: those that wait or run, those it showed before and those that ended in the last minute;
 * with an id only that job.
 */
export async function jobsChangedSince(actor: Actor, id: string | undefined, shownIds: readonly string[] | undefined) {
  requireRole(actor, 'operator');
  const active = [
    { state: { in: ['queued', 'running'] } },
    ...(shownIds ? [{ id: { in: shownIds.slice(-200) } }] : []),
  ];
  return db().job.findMany({
    where: id ? { id } : { OR: active },
    orderBy: { createdAt: 'desc' },
    take: 200,
    omit: { payload: true },
  });
}

/** One job with its last 500 log lines. @throws {NotFound} */
export async function getJob(actor: Actor, id: string) {
  requireRole(actor, 'operator');
  const job = await db().job.findUnique({
    where: { id },
    omit: { payload: true },
    include: { logs: { orderBy: { id: 'desc' }, take: 500 } },
  });
  if (!job) throw new NotFound('There is no such job.');
  return { ...job, logs: job.logs.reverse() };
}

/** Asks a job to stop: a waiting one ends at once, a running one at its next heartbeat. @throws {NotFound} @throws {Conflict} if it is over */
export async function cancelJob(actor: Actor, id: string): Promise<void> {
  requireRole(actor, 'operator');
  await transaction(async (tx) => {
    const stopped = await tx.job.updateMany({
      where: { id, state: 'queued' },
      data: {
        state: 'cancelled',
        cancelRequested: true,
        finishedAt: new Date(await databaseNowMs(tx)),
        dedupeKey: null,
      },
    });
    const asked =
      stopped.count > 0
        ? stopped
        : await tx.job.updateMany({ where: { id, state: 'running' }, data: { cancelRequested: true } });
    if (asked.count === 0) await refuse(tx, id, 'is over and cannot be cancelled');
    await appendAudit(tx, { actor: actorId(actor), action: 'job.cancel', subjectType: 'job', subjectId: id });
  });
}

/** Puts a failed or cancelled job back into the queue with fresh attempts. @throws {NotFound} @throws {Conflict} if it is not over */
export async function retryJob(actor: Actor, id: string): Promise<void> {
  requireRole(actor, 'operator');
  await transaction(async (tx) => {
    const retried = await tx.$executeRaw`
      UPDATE "Job" SET state = 'queued', attempts = 0, "cancelRequested" = false, "pauseRequested" = false, error = NULL,
        "finishedAt" = NULL, "runAt" = now() WHERE id = ${id} AND state IN ('failed', 'cancelled')`;
    if (retried === 0) await refuse(tx, id, 'has not failed, so there is nothing to try again');
    await appendAudit(tx, { actor: actorId(actor), action: 'job.retry', subjectType: 'job', subjectId: id });
  });
}

/** Stops a job at its next heartbeat and keeps it waiting until it is resumed. */
export async function pauseJob(actor: Actor, id: string, isPaused: boolean): Promise<void> {
  requireRole(actor, 'operator');
  await transaction(async (tx) => {
    const changed = await tx.job.updateMany({
      where: { id, state: { in: ['queued', 'running'] } },
      data: { pauseRequested: isPaused },
    });
    if (changed.count === 0) await refuse(tx, id, 'is over');
    await appendAudit(tx, {
      actor: actorId(actor),
      action: isPaused ? 'job.pause' : 'job.resume',
      subjectType: 'job',
      subjectId: id,
    });
  });
}

type Reader = Parameters<Parameters<typeof transaction>[0]>[0];

async function databaseNowMs(tx: Reader): Promise<number> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`SELECT now() AS now`;
  return row?.now.getTime() ?? 0;
}

async function refuse(tx: Reader, id: string, why: string): Promise<never> {
  const job = await tx.job.findUnique({ where: { id }, select: { state: true } });
  if (!job) throw new NotFound('There is no such job.');
  throw new Conflict(`This job ${why} (it is ${job.state}).`);
}
