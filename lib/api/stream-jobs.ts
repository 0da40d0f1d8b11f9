import type { Actor } from '@/lib/auth/actor';
import { log } from '@/lib/foundation/log';
import { getJob, jobsChangedSince } from '@/lib/jobs/jobs';
import { viewJobs, viewLog } from './view-job';

const pollEveryMs = 1000;
const keepAliveEveryMs = 15_000;
/** A stream ends after this time; the browser connects again by itself and the session is checked anew. */
const maxDurationMs = 30 * 60_000;

/**
 * Server-sent events of jobs: first those that wait or run (or the one named), then every change. The database is asked
 * once a second; nothing is held per client but what it has seen last.
 */
export async function streamJobs(actor: Actor, id: string | undefined, signal: AbortSignal): Promise<Response> {
  // Refuses before the stream begins, as an ordinary answer.
  const first = id ? await getJob(actor, id) : undefined;
  await jobsChangedSince(actor, id, undefined);
  const encoder = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearInterval(timer);
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (event: string, data: unknown) =>
        controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
      const seen = new Map<string, string>();
      let lastLogId = first?.logs.at(-1)?.id ?? 0n;
      let waitedMs = 0;
      let elapsedMs = 0;
      let isBusy = false;
      const round = async () => {
        const jobs = await viewJobs(await jobsChangedSince(actor, id, seen.size === 0 ? undefined : [...seen.keys()]));
        for (const job of jobs) {
          const text = JSON.stringify(job);
          if (seen.get(job.id) === text) continue;
          seen.set(job.id, text);
          send('job', job);
          waitedMs = 0;
        }
        if (!id) return;
        const { logs } = await getJob(actor, id);
        for (const line of logs.filter((candidate) => candidate.id > lastLogId)) {
          lastLogId = line.id;
          send('log', viewLog(line));
        }
      };
      const tick = async () => {
        if (isBusy) return;
        isBusy = true;
        elapsedMs += pollEveryMs;
        waitedMs += pollEveryMs;
        try {
          await round();
          if (waitedMs >= keepAliveEveryMs) {
            waitedMs = 0;
            controller.enqueue(encoder.encode(': still here\n\n'));
          }
          if (elapsedMs >= maxDurationMs) {
            stop();
            controller.close();
          }
        } catch (error) {
          stop();
          log.debug('jobs.stream_ended', {});
          controller.error(error);
        } finally {
          isBusy = false;
        }
      };
      timer = setInterval(tick, pollEveryMs);
      void tick();
      signal.addEventListener('abort', stop, { once: true });
    },
    cancel: stop,
  });
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}
