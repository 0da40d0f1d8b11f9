import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { env } from '@/lib/foundation/env';
import { Cancelled, Internal, MixstageError, Uncomputable } from '@/lib/foundation/errors';
import type { StageName } from '../recipe';
import type { TrainingEvent } from '../training-ports';
import type { FromTraining, ToTraining } from './training-messages';

export type TrainingWatch = {
  signal: AbortSignal;
  /** called once, before any event */
  onStarted?(pid: number): Promise<void>;
  onEvent(event: TrainingEvent): void;
  /** called for each finished stage, one at a time and in order; the process goes on meanwhile */
  onFinished(stage: StageName): Promise<void>;
};

/** A process that does not stop by itself when asked is ended after this time; at most an epoch is lost. */
const stopTimeoutMs = 60_000;
const memoryWatchMs = 1000;
/** Documents, tables and activations of a corpus of some hundred thousand documents fit. */
const memoryLimitBytes = (): number => Math.min(8 * 2 ** 30, 0.8 * os.totalmem());

/**
 * Runs a training process to its end. It is stopped when the signal is raised, when a finished stage cannot be taken
 * over, and when it needs more memory than it may.
 *
 * @returns the CPU seconds it used
 * @throws {Cancelled} when the signal was raised
 * @throws {Uncomputable} when it took too much memory
 * @throws what the training, or taking over a stage, failed with; {Internal} if the process died
 */
export async function runTrainingProcess(instructionFile: string, watch: TrainingWatch): Promise<number> {
  const child = startProcess(instructionFile);
  let cpuSeconds: number | undefined;
  let failure: unknown;
  let registering: Promise<void> = Promise.resolve();
  let killer: NodeJS.Timeout | undefined;
  const stop = () => {
    if (killer) return;
    if (child.connected) child.send({ type: 'stop' } satisfies ToTraining, () => undefined);
    killer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  };
  const giveUp = (error: unknown) => {
    failure ??= error;
    stop();
  };
  if (watch.signal.aborted) stop();
  else watch.signal.addEventListener('abort', stop, { once: true });
  const memory = watchMemory(child, (error) => {
    giveUp(error);
    child.kill('SIGKILL');
  });
  child.on('message', (message: FromTraining) => {
    if (message.type === 'event') watch.onEvent(message.event);
    else if (message.type === 'done') cpuSeconds = message.cpuSeconds;
    else if (message.type === 'failed')
      failure ??= new MixstageError(message.error.code, message.error.message, message.error.details);
    // After a failure nothing more is taken over: a later stage must not be registered without its parent.
    else registering = registering.then(() => (failure ? undefined : watch.onFinished(message.stage))).catch(giveUp);
  });
  if (child.pid) await watch.onStarted?.(child.pid).catch(giveUp);
  const exit = await ended(child);
  clearTimeout(killer);
  clearInterval(memory);
  watch.signal.removeEventListener('abort', stop);
  await registering;
  if (watch.signal.aborted)
    throw watch.signal.reason instanceof Error ? watch.signal.reason : new Cancelled('The training was stopped.');
  if (failure) throw failure;
  if (cpuSeconds === undefined)
    throw new Internal(
      'The training process ended before it was done. It goes on from the last epoch.',
      {},
      { cause: new Error(exit) },
    );
  return cpuSeconds;
}

function startProcess(instructionFile: string): ChildProcess {
  const { projectDir, dataDir } = env();
  return fork(/* turbopackIgnore: true */ path.join(projectDir, 'dist/training.mjs'), [instructionFile], {
    cwd: dataDir,
    env: { NODE_ENV: 'production', MIXSTAGE_PROJECT_DIR: projectDir, MIXSTAGE_DATA_DIR: dataDir },
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [`--max-old-space-size=${Math.round(memoryLimitBytes() / 2 ** 20)}`, '--enable-source-maps'],
  });
}

/** Resolves when the process has ended and all it said has arrived: its last messages may come after its exit. */
async function ended(child: ChildProcess): Promise<string> {
  const gone = child.connected ? new Promise<void>((resolve) => child.once('disconnect', resolve)) : Promise.resolve();
  const exit = await new Promise<string>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(String(child.signalCode ?? child.exitCode));
    child.once('exit', (code, signal) => resolve(String(signal ?? code)));
    child.once('error', (error) => resolve(error.message));
  });
  if (child.pid) await gone;
  return exit;
}

/** Resident memory is told by Linux only; elsewhere the heap limit alone holds. */
function watchMemory(child: ChildProcess, onExceeded: (error: Uncomputable) => void): NodeJS.Timeout {
  const limitBytes = memoryLimitBytes();
  return setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    const residentBytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
    if (residentBytes <= limitBytes) return;
    onExceeded(
      new Uncomputable(`The training needs more than ${(limitBytes / 2 ** 30).toFixed(1)} GB of memory.`, {
        hint: 'Train on a smaller corpus, or on a machine with more memory.',
      }),
    );
  }, memoryWatchMs);
}
