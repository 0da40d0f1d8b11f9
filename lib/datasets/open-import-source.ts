import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Actor } from '@/lib/auth/actor';
import { InvalidInput } from '@/lib/foundation/errors';
import { archiveKind, extractArchive } from './extract-archive';
import type { ImportRequest } from './import-dataset.job';
import type { ImportLimits } from './import-limits';
import { openUpload } from './receive-upload';

type Settings = { dataDir: string; workDirectory: string; limits: ImportLimits; signal?: AbortSignal | undefined };

/**
 * The folder to read: the named folder itself, the files of an upload, or what an archive unpacks to.
 *
 * @throws {InvalidInput} if it is not there or no archive @throws {NotFound} for an upload of somebody else
 */
export async function openImportSource(
  actor: Actor,
  source: ImportRequest['source'],
  settings: Settings,
): Promise<string> {
  if (source.kind === 'path') return openPath(path.resolve(source.path), settings);
  const upload = await openUpload(actor, settings.dataDir, source.uploadId);
  const [only] = upload.files;
  if (!only) throw new InvalidInput('The upload has no file yet.');
  if (upload.files.length > 1) return upload.directory;
  const file = path.join(upload.directory, only.name);
  return (await archiveKind(file)) ? unpack(file, settings) : upload.directory;
}

async function openPath(source: string, settings: Settings): Promise<string> {
  const found = await stat(source).catch((error) => {
    throw new InvalidInput(
      `${source} is not there.`,
      { hint: 'Give the path of a dataset folder or archive.' },
      { cause: error },
    );
  });
  return found.isDirectory() ? source : unpack(source, settings);
}

async function unpack(file: string, { workDirectory, limits, signal }: Settings): Promise<string> {
  // The folder is named after the archive, because a dataset without a name takes the name of its folder.
  const name =
    path
      .basename(file)
      .replace(/\.(?:zip|tgz|tar|tar\.gz)$/i, '')
      .replace(/^\.+/, '') || 'dataset';
  const directory = path.join(workDirectory, 'unpacked', name);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await extractArchive(file, directory, limits, signal);
  return directory;
}
