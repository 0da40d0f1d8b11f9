import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Unavailable } from '@/lib/foundation/errors';

/** What is compared with. Installed beside the data, because a product should not carry its competitors. */
export const peerPackages = {
  '@huggingface/transformers': '4.3.1',
  '@langchain/classic': '1.0.50',
  '@langchain/core': '1.2.13',
  'wink-bm25-text-search': '3.1.2',
  flexsearch: '0.8.212',
} as const;

const installTimeoutMs = 600_000;

/**
 * Makes sure that the peers lie in a folder, without running scripts of any package.
 *
 * @throws {Unavailable} when npm cannot get them, with its reason
 */
export async function installPeers(directory: string, progress: (text: string) => void): Promise<void> {
  const manifest = JSON.stringify({ private: true, dependencies: peerPackages }, null, 2);
  const stamp = path.join(directory, 'installed.json');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === manifest) return;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(path.join(directory, 'package.json'), manifest);
  progress(`installing peers (${Object.keys(peerPackages).join(', ')})`);
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  const { code, errors } = await runNpm(args, directory);
  if (code !== 0) {
    const reason = errors.split('\n').find((line) => /\bE[A-Z]{4,}\b|network|registry/.test(line)) ?? errors;
    throw new Unavailable(
      `the peers could not be installed: ${reason.trim().slice(0, 200) || `npm ended with ${code}`}`,
    );
  }
  await writeFile(stamp, manifest);
}

function runNpm(args: string[], cwd: string): Promise<{ code: number | null; errors: string }> {
  return new Promise((resolve) => {
    const isWindows = process.platform === 'win32';
    const child = spawn(isWindows ? 'npm.cmd' : 'npm', args, {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: isWindows,
      timeout: installTimeoutMs,
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors = `${errors}${chunk}`.slice(-10_000);
    });
    child.once('error', (error) => resolve({ code: null, errors: error.message }));
    child.once('close', (code) => resolve({ code, errors }));
  });
}
