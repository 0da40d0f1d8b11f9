import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathInside } from '@/lib/foundation/files';
import { sha256File } from '@/lib/foundation/hash';
import type { CheckpointFile } from './checkpoint';

/**
 * Compares a folder with its manifest: every file there, a regular file, of the recorded size and hash, and nothing else
 * beside them, because a graph could read any file of its folder as weights.
 *
 * @returns what is wrong, in words for a person; undefined when all is well
 */
export async function verifyFolder(directory: string, files: readonly CheckpointFile[]): Promise<string | undefined> {
  for (const { path: name, sha256, sizeBytes } of files) {
    const file = pathInside(directory, name);
    const facts = file ? await lstat(file).catch(() => undefined) : undefined;
    if (!file || !facts) return `The file ${name} is missing.`;
    if (!facts.isFile()) return `${name} is not a regular file.`;
    if (facts.size !== sizeBytes) return `The file ${name} has ${facts.size} bytes instead of ${sizeBytes}.`;
    if ((await sha256File(file)) !== sha256) return `The file ${name} no longer matches its hash.`;
  }
  const known = new Set(files.map(({ path: name }) => name));
  const present = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of present) {
    const name = path.relative(directory, path.join(entry.parentPath, entry.name)).split(path.sep).join('/');
    if (!entry.isDirectory() && !known.has(name)) return `The file ${name} does not belong to the checkpoint.`;
  }
  return undefined;
}
