import { log } from '@/lib/foundation/log';
import { claimJob } from './claim-job';
import type { JobDefinition } from './define-job';
import { runJob } from './run-job';

/** How long a worker without work waits before it looks again. */
const idleMs = 700;

/** Resolves after `ms` or as soon as `signal` aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}

/**
 * Claims and runs jobs one after the other until `signal` aborts; the running job then goes back to the queue. A
 * database that cannot be reached is waited for.
 */
export async function workLoop(
  workerId: string,
  definitions: readonly JobDefinition[],
  signal: AbortSignal,
): Promise<void> {
  const kinds = definitions.map((definition) => definition.kind);
  let failures = 0;
  while (!signal.aborted) {
    try {
      const job = await claimJob(workerId, kinds);
      failures = 0;
      if (job) await runJob(job, definitions, signal);
      else await pause(idleMs, signal);
    } catch (error) {
      failures++;
      log.warn('worker.loop_failed', { workerId, failures }, error);
      await pause(Math.min(500 * 2 ** failures, 15_000), signal);
    }
  }
}
