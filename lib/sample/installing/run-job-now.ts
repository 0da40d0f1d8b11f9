import { setTimeout as pause } from 'node:timers/promises';
import { db } from '@/lib/db/client';
import { Cancelled, MixstageError } from '@/lib/foundation/errors';
import { randomId } from '@/lib/foundation/random';
import { claimJobById } from '@/lib/jobs/claim-job';
import type { JobDefinition } from '@/lib/jobs/define-job';
import { runJob } from '@/lib/jobs/run-job';

const pollMs = 300;

/**
 * Runs a queued job inside the job at work, or waits for the worker that has taken it.
 *
 * @throws what the job failed with @throws {Cancelled} when the signal aborts
 */
export async function runJobNow(jobId: string, definition: JobDefinition, signal: AbortSignal): Promise<void> {
  const workerId = `sample-${process.pid}-${randomId().slice(0, 8)}`;
  for (;;) {
    signal.throwIfAborted();
    const claimed = await claimJobById(workerId, jobId);
    if (claimed) await runJob(claimed, [definition], signal);
    const job = await db().job.findUniqueOrThrow({ where: { id: jobId }, select: { state: true, error: true } });
    if (job.state === 'succeeded') return;
    if (job.state === 'cancelled') throw new Cancelled('A step of the installation was cancelled.');
    if (job.state === 'failed') throw failureOf(job.error);
    await pause(pollMs);
  }
}

function failureOf(stored: unknown): MixstageError {
  const { code = 'internal', message = 'A step of the installation failed.' } =
    (stored as { code?: MixstageError['code']; message?: string } | null) ?? {};
  return new MixstageError(code, message);
}
