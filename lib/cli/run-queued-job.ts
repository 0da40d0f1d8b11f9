import { setTimeout as pause } from 'node:timers/promises';
import type { Actor } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { Cancelled, MixstageError } from '@/lib/foundation/errors';
import { randomId } from '@/lib/foundation/random';
import { claimJobById } from '@/lib/jobs/claim-job';
import type { JobProgress, JobResult } from '@/lib/jobs/define-job';
import { cancelJob, getJob } from '@/lib/jobs/jobs';
import { runJob } from '@/lib/jobs/run-job';
import { jobDefinitions } from './job-list';

type Watch = { actor: Actor; signal: AbortSignal; progress(progress: JobProgress): void };

/** How long a running Mixstage gets to take the job before the command line does it itself. */
const graceMs = 2500;
const pollMs = 400;

/**
 * Waits for a queued job and returns its result: a worker runs it when one is there, else this process does. Ctrl-C
 * cancels the job.
 *
 * @throws what the job failed with @throws {Cancelled}
 */
export async function runQueuedJob(jobId: string, watch: Watch): Promise<JobResult> {
  const stop = () => void cancelJob(watch.actor, jobId).catch(() => undefined);
  watch.signal.addEventListener('abort', stop, { once: true });
  try {
    if (await isMixstageRunning()) await waitUntil(jobId, graceMs, (state) => state !== 'queued');
    const claimed = await claimJobById(`cli-${process.pid}-${randomId().slice(0, 8)}`, jobId);
    if (claimed) await runJob(claimed, jobDefinitions, new AbortController().signal, watch.progress);
    return await waitForEnd(jobId, watch);
  } finally {
    watch.signal.removeEventListener('abort', stop);
  }
}

/** A web node has been seen in the last seconds; where one runs, a worker runs beside it. */
async function isMixstageRunning(): Promise<boolean> {
  const [row] = await db().$queryRaw<
    { running: boolean }[]
  >`SELECT EXISTS (SELECT 1 FROM "WebNode" WHERE "seenAt" > now() - interval '15 seconds') AS running`;
  return row?.running ?? false;
}

async function waitUntil(jobId: string, limitMs: number, isDone: (state: string) => boolean): Promise<void> {
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += pollMs) {
    const job = await db().job.findUniqueOrThrow({ where: { id: jobId }, select: { state: true } });
    if (isDone(job.state)) return;
    await pause(pollMs);
  }
}

async function waitForEnd(jobId: string, { actor, progress }: Watch): Promise<JobResult> {
  for (;;) {
    const job = await getJob(actor, jobId);
    if (job.progress) progress(job.progress as JobProgress);
    if (job.state === 'succeeded') return (job.result ?? {}) as JobResult;
    if (job.state === 'cancelled') throw new Cancelled('The job was cancelled. Nothing was changed.');
    if (job.state === 'failed') throw storedFailure(job.error);
    // A try that failed waits for its next one; this process takes it when nobody else does.
    if (job.state === 'queued') {
      const claimed =
        job.runAt.getTime() <= (await databaseNowMs()) ? await claimJobById(`cli-${process.pid}`, jobId) : undefined;
      if (claimed) await runJob(claimed, jobDefinitions, new AbortController().signal, progress);
    }
    await pause(pollMs);
  }
}

async function databaseNowMs(): Promise<number> {
  const [row] = await db().$queryRaw<{ now: Date }[]>`SELECT now() AS now`;
  return row?.now.getTime() ?? 0;
}

type Stored = {
  code?: MixstageError['code'];
  message?: string;
  hint?: string;
  issues?: { path: string; message: string }[];
} | null;

function storedFailure(stored: unknown): MixstageError {
  const { code = 'internal', message = 'The job failed.', hint, issues } = (stored as Stored) ?? {};
  return new MixstageError(code, message, { ...(hint ? { hint } : {}), ...(issues ? { issues } : {}) });
}
