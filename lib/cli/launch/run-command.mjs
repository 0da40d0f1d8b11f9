// Runs other programs: to their end, with their output shown or kept.
import { spawn } from 'node:child_process';
import { LaunchError, projectDir } from './project.mjs';

/**
 * Runs a program to its end. Its output is shown (`inherit`), or kept and returned (`pipe`).
 * @returns {{ code: number, output: string }}
 */
export function run(command, args, { env = process.env, stdio = 'inherit', cwd = projectDir } = {}) {
  return new Promise((resolve, reject) => {
    const isKept = stdio === 'pipe';
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', isKept ? 'pipe' : stdio, isKept ? 'pipe' : stdio],
    });
    const parts = [];
    child.stdout?.on('data', (part) => parts.push(part));
    child.stderr?.on('data', (part) => parts.push(part));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code: code ?? (signal ? 1 : 0), output: Buffer.concat(parts).toString() }),
    );
  });
}

/** Runs a program quietly and fails with the end of its output. */
export async function runOrFail(what, command, args, options = {}) {
  const { code, output } = await run(command, args, { stdio: 'pipe', ...options });
  if (code === 0) return output;
  throw new LaunchError(
    `${what} failed (exit status ${code}).\n${output.trimEnd().split('\n').slice(-40).join('\n')}`,
    options.hint,
  );
}

/** npm itself: the one that runs this script, else the one on the path. */
export function npmCommand() {
  const running = process.env.npm_execpath;
  if (running && /npm-cli\.[cm]?js$/.test(running)) return { command: process.execPath, args: [running] };
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
}
