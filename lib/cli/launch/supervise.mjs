// Keeps a child process running: started again with a growing delay when it ends by itself, ended in order when told.
import { spawn } from 'node:child_process';
import { projectDir } from './project.mjs';

/** A process that lived this long counts as healthy: the next restart is quick again. */
const healthyMs = 60_000;
const firstDelayMs = 500;
const longestDelayMs = 30_000;

/** The wait before restart number n (1, 2, ...): 0.5 s doubled each time, at most 30 s. */
export const restartDelayMs = (restarts) => Math.min(firstDelayMs * 2 ** (restarts - 1), longestDelayMs);

/**
 * Starts `args` with Node in a process group of its own, so that Ctrl-C reaches only the launcher, which then ends the
 * children in order. The IPC channel tells a child when the launcher dies without saying so.
 */
export function startChild(args, env, stdio = 'inherit') {
  return spawn(process.execPath, args, {
    cwd: projectDir,
    env,
    stdio: ['ignore', stdio, stdio, 'ipc'],
    detached: true,
  });
}

/** Ends a child: SIGTERM, and SIGKILL after `patienceMs`. Resolves when it is gone. */
export function endChild(child, patienceMs) {
  return new Promise((resolve) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return resolve();
    const forced = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    child.once('exit', () => {
      clearTimeout(forced);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

/**
 * Supervises one process. `start` returns a fresh child; `onExit` hears of every end that was not asked for.
 */
export function supervise({ name, start, say, onRestarted = () => {}, patienceMs = 15_000 }) {
  let child;
  let restarts = 0;
  let isStopping = false;
  let timer;
  const launch = () => {
    const startedMs = performance.now();
    child = start();
    child.once('error', (error) => say(`✗ The ${name} process cannot be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      if (isStopping) return;
      restarts = performance.now() - startedMs > healthyMs ? 1 : restarts + 1;
      const delayMs = restartDelayMs(restarts);
      say(
        `✗ The ${name} process ended (${signal ?? `exit status ${code}`}); it is started again in ${delayMs / 1000} s.`,
      );
      timer = setTimeout(() => {
        launch();
        onRestarted();
      }, delayMs);
    });
  };
  launch();
  return {
    get child() {
      return child;
    },
    /** how often it ended by itself in quick succession */
    get failures() {
      return restarts;
    },
    async stop() {
      isStopping = true;
      clearTimeout(timer);
      await endChild(child, patienceMs);
    },
    /** Ends the process; it is started again at once, with what `start` reads then. */
    async restart() {
      isStopping = true;
      clearTimeout(timer);
      await endChild(child, patienceMs);
      isStopping = false;
      launch();
    },
  };
}
