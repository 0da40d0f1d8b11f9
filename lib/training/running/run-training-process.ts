import { fork } from 'node:child_process';
import path from 'node:path';
import { env } from '@/lib/foundation/env';
import { Cancelled, Internal, MixstageError } from '@/lib/foundation/errors';
import type { StageName } from '../recipe';
import type { TrainingEvent } from '../training-ports';
import type { FromTraining, ToTraining } from './training-messages';

export type TrainingWatch = {
  signal: AbortSignal;
  onEvent(event: TrainingEvent): void;
  /** called for each finished stage, one at a time and in order; the process goes on meanwhile */
  onFinished(stage: StageName): Promise<void>;
};

/** A process that does not stop by itself when asked is ended after this time; at most an epoch is lost. */
const stopTimeoutMs = 60_000;
/** Documents, tables and activations of a corpus of some hundred thousand documents fit; more is refused by the process's end. */
const memoryMb = 6144;

/**
 * Runs a training process to its end.
 *
 * @returns the CPU seconds it used
 * @throws {Cancelled} when the signal was raised
 * @throws what the training failed with; {Internal} if the process died
 */
export async function runTrainingProcess(instructionFile: string, watch: TrainingWatch): Promise<number> {
  const { projectDir, dataDir } = env();
  const child = fork(path.join(projectDir, 'dist/training.mjs'), [instructionFile], {
    cwd: dataDir,
    env: { NODE_ENV: 'production', MIXSTAGE_PROJECT_DIR: projectDir, MIXSTAGE_DATA_DIR: dataDir },
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [`--max-old-space-size=${memoryMb}`, '--enable-source-maps'],
  });
  let cpuSeconds: number | undefined;
  let failure: unknown;
  let registering: Promise<void> = Promise.resolve();
  let killer: NodeJS.Timeout | undefined;
  const stop = () => {
    child.send({ type: 'stop' } satisfies ToTraining, () => undefined);
    killer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  };
  if (watch.signal.aborted) stop();
  else watch.signal.addEventListener('abort', stop, { once: true });
  child.on('message', (message: FromTraining) => {
    if (message.type === 'event') watch.onEvent(message.event);
    else if (message.type === 'done') cpuSeconds = message.cpuSeconds;
    else if (message.type === 'failed')
      failure = new MixstageError(message.error.code, message.error.message, message.error.details);
    else registering = registering.then(() => watch.onFinished(message.stage));
  });
  const exit = await new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(String(signal ?? code)));
    child.once('error', (error) => resolve(error.message));
  });
  clearTimeout(killer);
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
