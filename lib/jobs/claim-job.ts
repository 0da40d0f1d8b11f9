import { db } from '@/lib/db/client';

/** A lease lasts this long; a worker that has not renewed it is taken for dead. */
export const leaseMs = 30_000;
export const heartbeatMs = 5_000;

export type ClaimedJob = {
  id: string;
  kind: string;
  payload: unknown;
  attempts: number;
  maxAttempts: number;
  fence: number;
};

/**
 * Takes the oldest waiting job, or one whose worker stopped renewing its lease, for this worker. One statement: any
 * number of workers may call it at once and no two get the same job. Every claim raises `fence`; a worker that lost its
 * lease can no longer write results, because its writes name the fence it was given.
 *
 * @param kinds the kinds this worker can run
 * @returns undefined if there is nothing to do
 */
export async function claimJob(workerId: string, kinds: readonly string[]): Promise<ClaimedJob | undefined> {
  const rows = await db().$queryRaw<ClaimedJob[]>`
    UPDATE "Job" SET state = 'running', "lockedBy" = ${workerId}, "lockedUntil" = now() + ${leaseMs} * interval '1 millisecond',
      attempts = attempts + 1, fence = fence + 1, "startedAt" = COALESCE("startedAt", now())
    WHERE id = (
      SELECT id FROM "Job"
      WHERE kind = ANY(${kinds as string[]}) AND NOT "pauseRequested"
        AND ((state = 'queued' AND "runAt" <= now()) OR (state = 'running' AND "lockedUntil" < now()))
      ORDER BY "runAt", "createdAt" LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, kind, payload, attempts, "maxAttempts", fence`;
  return rows[0];
}

/** Takes one particular job, for the command line that runs it itself. Undefined if another worker has it or it is over. */
export async function claimJobById(workerId: string, id: string): Promise<ClaimedJob | undefined> {
  const rows = await db().$queryRaw<ClaimedJob[]>`
    UPDATE "Job" SET state = 'running', "lockedBy" = ${workerId}, "lockedUntil" = now() + ${leaseMs} * interval '1 millisecond',
      attempts = attempts + 1, fence = fence + 1, "startedAt" = COALESCE("startedAt", now())
    WHERE id = ${id} AND NOT "pauseRequested" AND (state = 'queued' OR (state = 'running' AND "lockedUntil" < now()))
    RETURNING id, kind, payload, attempts, "maxAttempts", fence`;
  return rows[0];
}

/** What the owner of a lease must know; undefined means that the lease is lost. */
export type LeaseState = { cancelRequested: boolean; pauseRequested: boolean };

/** Renews the lease of a job. */
export async function renewLease(job: ClaimedJob): Promise<LeaseState | undefined> {
  const rows = await db().$queryRaw<LeaseState[]>`
    UPDATE "Job" SET "lockedUntil" = now() + ${leaseMs} * interval '1 millisecond'
    WHERE id = ${job.id} AND fence = ${job.fence} AND state = 'running' RETURNING "cancelRequested", "pauseRequested"`;
  return rows[0];
}
