import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { env } from '@/lib/foundation/env';
import { Cancelled, Internal, InvalidInput } from '@/lib/foundation/errors';
import type { ModelCheckRequest, ModelCheckResult } from './check-model';

export type CheckLimits = {
  /** the whole check, loading included */
  deadlineMs: number;
  /** resident memory of the process; only Linux tells it, elsewhere the limit is not watched */
  memoryBytes: number;
};

/** Time and memory that a sound model of this size needs at most on a slow machine. */
export const limitsFor = (sizeBytes: number): CheckLimits => ({
  deadlineMs: 120_000 + sizeBytes / 5_000,
  memoryBytes: 2 * 2 ** 30 + 6 * sizeBytes,
});

type Answer = { isOk: true; result: ModelCheckResult } | { isOk: false; code: string; message: string };

/**
 * Checks a model in a child process that is killed when it overruns its limits, so a graph that loops, crashes or takes
 * all memory costs nothing but the check.
 *
 * @throws {InvalidInput} with the reason why the model cannot be registered
 * @throws {Cancelled} if the signal aborted
 */
export async function runModelCheck(
  request: ModelCheckRequest,
  limits: CheckLimits,
  signal?: AbortSignal,
): Promise<ModelCheckResult> {
  if (signal?.aborted) throw cancelled();
  // An empty folder to work in: whatever a model reads by a relative path, there is nothing.
  const emptyDirectory = await mkdtemp(path.join(os.tmpdir(), 'mixstage-check-'));
  const child = fork(/* turbopackIgnore: true */ path.join(env().projectDir, 'dist/model-check.mjs'), [], {
    cwd: emptyDirectory,
    env: { NODE_ENV: 'production' },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const stop = new AbortController();
  try {
    child.send(request);
    const answer = await Promise.race([
      receive(child),
      deadline(limits.deadlineMs, stop.signal),
      watchMemory(child, limits.memoryBytes, stop.signal),
      whenAborted(signal, stop.signal),
    ]);
    if (answer.isOk) return answer.result;
    throw answer.code === 'internal' ? new Internal(answer.message) : new InvalidInput(answer.message);
  } finally {
    stop.abort();
    child.kill('SIGKILL');
    await rm(emptyDirectory, { recursive: true, force: true });
  }
}

const cancelled = () => new Cancelled('The check was cancelled.');

function receive(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    child.once('message', (answer) => resolve(answer as Answer));
    child.on('error', (cause) => reject(new Internal('The check cannot be started.', {}, { cause })));
    child.once('exit', (code, signal) => {
      reject(new InvalidInput(`The model ended the process that tried it (${signal ?? `exit ${code}`}).`));
    });
  });
}

function deadline(ms: number, stop: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const message = `The model did not finish its check within ${Math.round(ms / 1000)} s; its graph may loop.`;
    const timer = setTimeout(() => reject(new InvalidInput(message)), ms);
    stop.addEventListener('abort', () => clearTimeout(timer));
  });
}

function watchMemory(child: ChildProcess, limitBytes: number, stop: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setInterval(async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
      const residentBytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
      if (residentBytes <= limitBytes) return;
      reject(new InvalidInput(`The model needs more than ${Math.round(limitBytes / 2 ** 20)} MB of memory.`));
    }, 50);
    stop.addEventListener('abort', () => clearInterval(timer));
  });
}

function whenAborted(signal: AbortSignal | undefined, stop: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(cancelled()), { signal: stop, once: true });
  });
}
