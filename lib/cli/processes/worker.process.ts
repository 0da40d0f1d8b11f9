import { jobDefinitions } from '@/lib/cli/job-list';
import { db } from '@/lib/db/client';
import { env } from '@/lib/foundation/env';
import { log, setLogLevel } from '@/lib/foundation/log';
import { randomId } from '@/lib/foundation/random';
import { workLoop } from '@/lib/jobs/work-loop';

/** The worker process: runs durable jobs, two at a time, until its parent goes away or it is told to stop. */
async function main(): Promise<void> {
  setLogLevel(env().MIXSTAGE_LOG_LEVEL);
  const stop = new AbortController();
  const end = () => stop.abort();
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('disconnect', end);
  const workerId = `worker-${process.pid}-${randomId().slice(0, 8)}`;
  process.send?.({ ready: true });
  log.info('worker.started', { workerId });
  // Two loops: a long training does not keep a short import waiting.
  await Promise.all([
    workLoop(`${workerId}-a`, jobDefinitions, stop.signal),
    workLoop(`${workerId}-b`, jobDefinitions, stop.signal),
  ]);
  await db().$disconnect();
  log.info('worker.stopped', { workerId });
  process.exit(0);
}

await main();
