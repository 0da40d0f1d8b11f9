import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { systemClock } from '@/lib/foundation/clock';
import { Cancelled, InvalidInput, PayloadTooLarge } from '@/lib/foundation/errors';
import { sha256File } from '@/lib/foundation/hash';
import { randomToken } from '@/lib/foundation/random';
import type { CheckpointFile } from '../checkpoint';

const stagingPrefix = '.import-';
const dayMs = 24 * 3600 * 1000;
/** All files of one model together. */
const totalLimitBytes = 40 * 2 ** 30;

/** A fresh private folder beside the checkpoints, on the same file system; those of dead imports are removed first. */
export async function createStaging(checkpointsDir: string): Promise<string> {
  await mkdir(checkpointsDir, { recursive: true, mode: 0o700 });
  const now = systemClock.nowMs();
  for (const name of await readdir(checkpointsDir)) {
    if (!name.startsWith(stagingPrefix)) continue;
    const directory = path.join(checkpointsDir, name);
    const facts = await stat(directory).catch(() => undefined);
    if (facts && now - facts.mtimeMs > dayMs) await rm(directory, { recursive: true, force: true });
  }
  const staging = path.join(checkpointsDir, `${stagingPrefix}${randomToken(9)}`);
  await mkdir(staging, { mode: 0o700 });
  return staging;
}

export type CopyOptions = {
  /** a link is followed only for somebody who owns this machine's files anyway */
  followsLinks: boolean;
  signal?: AbortSignal | undefined;
  onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
};

/** Copies named files, flushed to disk. What is checked and hashed later is the copy, which nobody else can change. */
export async function copyFiles(
  source: string,
  names: readonly string[],
  target: string,
  options: CopyOptions,
): Promise<void> {
  const { followsLinks, signal, onProgress } = options;
  const sizes = await Promise.all(names.map((name) => sizeOf(path.join(source, name), name, followsLinks)));
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
  if (totalBytes > totalLimitBytes) throw new PayloadTooLarge('The model has more than 40 GB of files.');
  let doneBytes = 0;
  for (const [i, name] of names.entries()) {
    if (signal?.aborted) throw new Cancelled('The import was cancelled.');
    await mkdir(path.dirname(path.join(target, name)), { recursive: true, mode: 0o700 });
    const writer = createWriteStream(path.join(target, name), { flags: 'wx', mode: 0o600, flush: true });
    await pipeline(createReadStream(path.join(source, name)), writer);
    doneBytes += sizes[i] ?? 0;
    onProgress?.(doneBytes, totalBytes);
  }
}

async function sizeOf(file: string, name: string, followsLinks: boolean): Promise<number> {
  const facts = await (followsLinks ? stat(file) : lstat(file)).catch(() => undefined);
  if (!facts?.isFile()) throw new InvalidInput(`${name} is missing or not a regular file.`);
  return facts.size;
}

/** The manifest of a folder: every file in it with size and hash, in the order of their names. */
export async function listFiles(directory: string): Promise<CheckpointFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
  names.sort();
  const files: CheckpointFile[] = [];
  for (const name of names) {
    const file = path.join(directory, name);
    files.push({ path: name, sha256: await sha256File(file), sizeBytes: (await stat(file)).size });
  }
  return files;
}
