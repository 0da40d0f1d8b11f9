import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { env } from '@/lib/foundation/env';
import { Cancelled, Internal, MixstageError } from '@/lib/foundation/errors';
import { inheritedEnvironment } from '../launch/inherited-environment';
import type { FromSuite } from './bench-messages';
import type { BenchRow, Suite, SuiteContext } from './bench-row';

export type SuiteRun = { rows: BenchRow[]; loadBefore: number; loadAfter: number };
type Settings = Pick<SuiteContext, 'isQuick' | 'materialDir' | 'remark' | 'progress'> & { signal: AbortSignal };

/** A folder of its own in the data folder: it is known to be writable and large enough, and nothing served lies there. */
const benchDir = () => path.join(env().dataDir, 'bench');
const endTimeoutMs = 20_000;
const load = () => os.loadavg()[0] ?? 0;

/**
 * Runs a suite in a process of its own, over an empty folder and an empty database that are removed afterwards.
 *
 * @throws what the suite failed with @throws {Cancelled}
 */
export async function runSuite(name: string, suite: Suite, settings: Settings): Promise<SuiteRun> {
  const { isQuick, materialDir } = settings;
  await mkdir(benchDir(), { recursive: true, mode: 0o700 });
  const workDir = await mkdtemp(path.join(benchDir(), `${name}-`));
  const childEnv = inheritedEnvironment({
    MIXSTAGE_DATA_DIR: workDir,
    MIXSTAGE_PROJECT_DIR: env().projectDir,
    DATABASE_URL: undefined,
    NODE_ENV: 'production',
  });
  const database = suite.usesDatabase ? await startDatabase(childEnv) : undefined;
  const loadBefore = load();
  try {
    const child = start('bench-suite', childEnv, ['--expose-gc']);
    const context = { isQuick, materialDir, peersDir: path.join(env().dataDir, 'bench-peers'), workDir };
    const rows = await answerOf(child, { suite: name, context }, settings);
    return { rows, loadBefore, loadAfter: load() };
  } finally {
    if (database) await end(database);
    await rm(workDir, { recursive: true, force: true });
  }
}

function start(bundle: string, childEnv: NodeJS.ProcessEnv, execArgv: string[] = []): ChildProcess {
  return fork(path.join(env().projectDir, `dist/${bundle}.mjs`), [], {
    cwd: env().projectDir,
    env: childEnv,
    execArgv: ['--enable-source-maps', ...execArgv],
    serialization: 'advanced',
    // Standard output belongs to the table: what a process says goes to standard error.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
}

function startDatabase(childEnv: NodeJS.ProcessEnv): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = start('database', childEnv);
    child.once('error', reject);
    child.once('exit', () => reject(new Internal('the database of the bench ended before it was ready')));
    child.once('message', (message: { ready: boolean; message?: string }) => {
      if (message.ready) resolve(child);
      else reject(new Internal(message.message ?? 'the database of the bench did not start'));
    });
  });
}

function answerOf(child: ChildProcess, order: object, { remark, progress, signal }: Settings) {
  return new Promise<BenchRow[]>((resolve, reject) => {
    const abort = () => {
      child.kill('SIGTERM');
      reject(new Cancelled('The bench was stopped.'));
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    child.on('message', (message: FromSuite) => {
      if (message.type === 'remark') remark(message.text);
      else if (message.type === 'progress') progress(message.text);
      else if (message.type === 'rows') resolve(message.rows);
      else if (message.type === 'failed')
        reject(new MixstageError(message.error.code, message.error.message, message.error.details));
    });
    child.once('error', reject);
    child.once('exit', (code, by) => {
      signal.removeEventListener('abort', abort);
      reject(new Internal(`the process of the suite ended (${by ?? code}) without an answer`));
    });
    child.send(order);
  });
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const forced = setTimeout(() => child.kill('SIGKILL'), endTimeoutMs);
    child.once('exit', () => {
      clearTimeout(forced);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
