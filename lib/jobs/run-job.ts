import type { Actor } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { monotonicMs } from '@/lib/foundation/clock';
import { Cancelled, InvalidInput, toMixstageError } from '@/lib/foundation/errors';
import { log } from '@/lib/foundation/log';
import { type ClaimedJob, heartbeatMs, renewLease } from './claim-job';
import type { JobContext, JobDefinition, JobProgress, JobResult } from './define-job';
import { failureOutcome, storedError } from './job-outcome';

/** How often progress reaches the database at most. */
const progressEveryMs = 500;

/**
 * Runs a claimed job to its end: heartbeat while it works, progress and log lines, then the result or what follows from
 * the failure. All writes name the fence of the claim, so a worker that lost its lease changes nothing.
 *
 * @param shutdown aborts when the worker stops; the job goes back to the queue without losing an attempt
 */
export async function runJob(
  job: ClaimedJob,
  definitions: readonly JobDefinition[],
  shutdown: AbortSignal,
  onProgress?: (progress: JobProgress) => void,
): Promise<void> {
  const abort = new AbortController();
  const stopByShutdown = () => abort.abort(new Cancelled('The worker is shutting down.'));
  shutdown.addEventListener('abort', stopByShutdown, { once: true });
  let isPausing = false;
  const heartbeat = setInterval(async () => {
    try {
      const lease = await renewLease(job);
      if (!lease) abort.abort(new Cancelled('Another worker took this job over.'));
      else if (lease.pauseRequested) {
        isPausing = true;
        abort.abort(new Cancelled('The job was paused.'));
      } else if (lease.cancelRequested) abort.abort(new Cancelled('The job was cancelled.'));
    } catch (error) {
      log.warn('job.heartbeat_failed', { jobId: job.id }, error);
    }
  }, heartbeatMs);
  const reporter = progressReporter(job, onProgress);
  try {
    const result = await callHandler(job, definitions, abort.signal, reporter);
    await reporter.flush();
    await finish(job, { state: 'succeeded', result });
  } catch (error) {
    await reporter.flush().catch(() => undefined);
    if (shutdown.aborted || isPausing) await backToQueue(job, 0);
    else await settleFailure(job, abort.signal.aborted ? abort.signal.reason : error);
  } finally {
    clearInterval(heartbeat);
    shutdown.removeEventListener('abort', stopByShutdown);
  }
}

async function callHandler(
  job: ClaimedJob,
  definitions: readonly JobDefinition[],
  signal: AbortSignal,
  reporter: Reporter,
): Promise<JobResult> {
  if (job.attempts > job.maxAttempts) {
    throw new InvalidInput(
      `The process that ran this job died ${job.maxAttempts} times. It is not started again by itself.`,
    );
  }
  const definition = definitions.find((candidate) => candidate.kind === job.kind);
  if (!definition) throw new InvalidInput(`This version of Mixstage does not know the job kind ${job.kind}.`);
  const stored = job.payload as { actor: Actor; payload: unknown };
  const parsed = definition.payload.safeParse(stored.payload);
  if (!parsed.success)
    throw new InvalidInput(
      'The stored payload of this job does not fit this version of Mixstage.',
      {},
      { cause: parsed.error },
    );
  const { handle } = await definition.load();
  const context: JobContext = {
    jobId: job.id,
    attempt: job.attempts,
    actor: stored.actor,
    signal,
    progress: reporter.report,
    log: (level, message) => appendLog(job.id, level, message),
  };
  const result = await handle(parsed.data, context);
  signal.throwIfAborted();
  return result;
}

type Reporter = { report(progress: JobProgress): Promise<void>; flush(): Promise<void> };

function progressReporter(job: ClaimedJob, onProgress?: (progress: JobProgress) => void): Reporter {
  const startedMs = monotonicMs();
  let lastMs = Number.NEGATIVE_INFINITY;
  let pending: JobProgress | undefined;
  let phaseStart = { phase: '', atMs: startedMs, done: 0 };
  const write = async (progress: JobProgress) => {
    pending = undefined;
    lastMs = monotonicMs();
    const rate = (progress.done - phaseStart.done) / Math.max(lastMs - phaseStart.atMs, 1);
    const remaining = progress.total > 0 && rate > 0 ? (progress.total - progress.done) / rate / 1000 : null;
    const stored = { ...progress, etaS: remaining, elapsedS: (lastMs - startedMs) / 1000 };
    await db().job.updateMany({
      where: { id: job.id, fence: job.fence, state: 'running' },
      data: { progress: stored },
    });
  };
  return {
    async report(progress) {
      if (progress.phase !== phaseStart.phase)
        phaseStart = { phase: progress.phase, atMs: monotonicMs(), done: progress.done };
      onProgress?.(progress);
      pending = progress;
      if (monotonicMs() - lastMs >= progressEveryMs) await write(progress);
    },
    async flush() {
      if (pending) await write(pending);
    },
  };
}

async function appendLog(jobId: string, level: 'info' | 'warn' | 'error', message: string): Promise<void> {
  await db().jobLog.create({ data: { jobId, level, message: message.slice(0, 4000) } });
}

async function finish(
  job: ClaimedJob,
  outcome: { state: 'succeeded' | 'failed' | 'cancelled'; result?: JobResult; error?: unknown },
): Promise<void> {
  const { state, result, error } = outcome;
  await db().$executeRaw`
    UPDATE "Job" SET state = ${state}, result = ${JSON.stringify(result ?? null)}::jsonb, error = ${JSON.stringify(error ?? null)}::jsonb,
      "finishedAt" = now(), "lockedBy" = NULL, "lockedUntil" = NULL, "dedupeKey" = NULL
    WHERE id = ${job.id} AND fence = ${job.fence} AND state = 'running'`;
}

async function backToQueue(job: ClaimedJob, delayMs: number): Promise<void> {
  const usedAttempt = delayMs > 0 ? 0 : 1;
  await db().$executeRaw`
    UPDATE "Job" SET state = 'queued', attempts = attempts - ${usedAttempt}, "runAt" = now() + ${delayMs} * interval '1 millisecond',
      "lockedBy" = NULL, "lockedUntil" = NULL
    WHERE id = ${job.id} AND fence = ${job.fence} AND state = 'running'`;
}

async function settleFailure(job: ClaimedJob, error: unknown): Promise<void> {
  const typed = toMixstageError(error);
  const outcome = failureOutcome(typed, job.attempts, job.maxAttempts);
  const level = outcome.kind === 'failed' ? 'error' : 'warn';
  if (outcome.kind !== 'cancelled') {
    log[level](
      'job.attempt_failed',
      { jobId: job.id, kind: job.kind, attempt: job.attempts, outcome: outcome.kind },
      typed.code === 'internal' ? typed.cause : typed,
    );
    await appendLog(job.id, level, `Attempt ${job.attempts} of ${job.maxAttempts} failed: ${typed.message}`).catch(
      () => undefined,
    );
  }
  if (outcome.kind === 'retry') await backToQueue(job, outcome.delayMs);
  else await finish(job, { state: outcome.kind, error: storedError(typed) });
}
