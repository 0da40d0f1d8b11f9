// Runs the embedded database process and finds the one that is running.
import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { isAlive } from './check-surroundings.mjs';
import { inProject, LaunchError } from './project.mjs';
import { endChild, restartDelayMs, startChild } from './supervise.mjs';

/** Starts the process once and waits until it listens. @returns {{ child, port }} */
export function startDatabase(env, port = 0) {
  return new Promise((resolve, reject) => {
    const child = startChild([inProject('dist/database.mjs'), String(port)], env);
    child.once('error', reject);
    const onExit = (code, signal) =>
      reject(new LaunchError(`The embedded database ended before it was ready (${signal ?? code}).`));
    child.once('exit', onExit);
    child.on('message', (message) => {
      child.off('exit', onExit);
      if (message.ready) resolve({ child, port: message.port });
      else reject(new LaunchError(message.message, message.hint));
    });
  });
}

/** The database process that already serves this data folder: its port, or undefined. */
export async function runningDatabase(dataDir) {
  let address;
  try {
    address = JSON.parse(readFileSync(path.join(dataDir, 'database.json'), 'utf8'));
  } catch {
    return undefined;
  }
  if (!isAlive(address.pid)) return undefined;
  const answers = await new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port: address.port, timeout: 3000 });
    const end = (value) => {
      socket.destroy();
      resolve(value);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
  return answers ? address.port : undefined;
}

/**
 * Keeps the embedded database running. After a crash it comes back on the same port when it can; `onMoved` hears when it
 * listens somewhere else, because the other processes must then connect anew.
 */
export async function superviseDatabase({ env, say, onMoved }) {
  let isStopping = false;
  let restarts = 0;
  let current = await startDatabase(env);
  const watch = (child) => {
    child.once('exit', async (code, signal) => {
      if (isStopping) return;
      say(`✗ The database process ended (${signal ?? `exit status ${code}`}); it is started again.`);
      while (!isStopping) {
        restarts++;
        await new Promise((resolve) => setTimeout(resolve, restartDelayMs(restarts)));
        const next = await startDatabase(env, current.port).catch((error) => {
          say(`✗ ${error.message}`);
          return undefined;
        });
        if (!next) continue;
        const hasMoved = next.port !== current.port;
        current = next;
        watch(next.child);
        say('✓ The database process is back.');
        if (hasMoved) onMoved();
        setTimeout(() => {
          restarts = 0;
        }, 60_000).unref();
        return;
      }
    });
  };
  watch(current.child);
  return {
    get port() {
      return current.port;
    },
    async stop() {
      isStopping = true;
      await endChild(current.child, 20_000);
    },
  };
}
