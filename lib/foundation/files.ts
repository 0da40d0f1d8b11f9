import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { randomToken } from './random';

/** Flushes a directory entry to disk, so that a rename survives power loss. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a file so that a reader sees the old content or the whole new content, never a part: temporary name, fsync,
 * rename, fsync of the folder. Creates the folder. On failure the temporary file is removed and the error thrown.
 */
export async function writeFileAtomic(file: string, data: string | Uint8Array): Promise<void> {
  const directory = path.dirname(file);
  await mkdir(directory, { recursive: true });
  const temporary = path.join(directory, `.${path.basename(file)}.${randomToken(6)}.tmp`);
  try {
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncDirectory(directory);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Fills a folder under a temporary name and renames it into place when `fill` succeeds: the final name exists only
 * complete. The parent must be on the same file system. On failure nothing is left and the error is thrown.
 *
 * @throws if `directory` exists already (ENOTEMPTY, EEXIST)
 */
export async function createDirectoryAtomic(
  directory: string,
  fill: (temporary: string) => Promise<void>,
): Promise<void> {
  const parent = path.dirname(directory);
  await mkdir(parent, { recursive: true });
  const temporary = path.join(parent, `.${path.basename(directory)}.${randomToken(6)}.tmp`);
  try {
    await mkdir(temporary, { recursive: true, mode: 0o700 });
    await fill(temporary);
    await syncDirectory(temporary);
    await rename(temporary, directory);
    await syncDirectory(parent);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** The absolute path of `name` inside `root`, or undefined when it would leave it (`..`, absolute paths, NUL, drive letters). */
export function pathInside(root: string, name: string): string | undefined {
  if (name.includes('\0') || path.isAbsolute(name) || /^[a-zA-Z]:/.test(name) || name.includes('\\')) return undefined;
  const absoluteRoot = path.resolve(root);
  const resolved = path.resolve(absoluteRoot, name);
  const prefix = absoluteRoot.endsWith(path.sep) ? absoluteRoot : absoluteRoot + path.sep;
  return resolved === absoluteRoot || resolved.startsWith(prefix) ? resolved : undefined;
}
