// Runs other programs: to their end, with their output shown or kept.
import { spawn } from 'node:child_process';
import { LaunchError, projectDir } from './project.mjs';

/**
 * Runs a program to its end. Its output is shown (`inherit`), or kept and returned (`pipe`).
 * @returns {Promise<{ code: number, stdout: string, output: string }>} output is both streams in order of arrival
 */
export function run(command, args, { env = process.env, stdio = 'inherit', cwd = projectDir } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', stdio, stdio] });
    const stdout = [];
    const both = [];
    child.stdout?.on('data', (part) => {
      stdout.push(part);
      both.push(part);
    });
    child.stderr?.on('data', (part) => both.push(part));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const text = (parts) => Buffer.concat(parts).toString();
      resolve({ code: code ?? (signal ? 1 : 0), stdout: text(stdout), output: text(both) });
    });
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
