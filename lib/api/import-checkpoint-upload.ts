import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type Actor, requireRole } from '@/lib/auth/actor';
import type { ImportCheckpoint } from '@/lib/contracts/checkpoints';
import { archiveKind, extractArchive } from '@/lib/datasets/extract-archive';
import { openUpload } from '@/lib/datasets/receive-upload';
import { env } from '@/lib/foundation/env';
import { InvalidInput } from '@/lib/foundation/errors';
import { importCheckpointPayloadSchema } from '@/lib/registry/import-checkpoint.job';
import { requestCheckpointImport } from '@/lib/registry/request-checkpoint-import';

/** Bounds on the archive of one model: published models of the size that a CPU serves stay far below. */
const archiveLimits = {
  archiveEntries: 2000,
  unpackedBytes: 64 * 1024 ** 3,
  compressionRatio: 200,
  ratioFromBytes: 64 * 1024 ** 2,
};

/** What the root of a model or adapter folder holds. */
const rootFiles = ['config.json', 'adapter_config.json', 'modules.json'];

/**
 * Queues the import of an uploaded model or adapter: its files as they were sent, or one archive of them, whose model may
 * lie in a folder of its own.
 *
 * @throws {NotFound} for an upload of somebody else @throws {InvalidInput} if there is no model in it
 */
export async function importCheckpointUpload(
  actor: Actor,
  { uploadId, ...settings }: ImportCheckpoint,
): Promise<{ jobId: string }> {
  requireRole(actor, 'operator');
  const upload = await openUpload(actor, env().dataDir, uploadId);
  const [only] = upload.files;
  if (!only) throw new InvalidInput('The upload has no file yet.');
  const file = path.join(upload.directory, only.name);
  const isArchive = upload.files.length === 1 && (await archiveKind(file)) !== undefined;
  const root = isArchive ? path.join(path.dirname(upload.directory), 'unpacked') : upload.directory;
  if (isArchive) await extractArchive(file, root, archiveLimits);
  const folder = await findModelRoot(root);
  if (!folder)
    throw new InvalidInput(
      'There is no model in the upload: config.json, or adapter_config.json of an adapter, is missing.',
    );
  const sourceName = isArchive ? only.name.replace(/\.(?:zip|tgz|tar|tar\.gz)$/i, '') : settings.name;
  const payload = importCheckpointPayloadSchema.parse({
    ...settings,
    folder,
    removesFolder: true,
    ...(sourceName ? { sourceName } : {}),
  });
  return { jobId: await requestCheckpointImport(actor, payload, path.dirname(upload.directory)) };
}

/** The folder with the model's settings: the root itself, or a folder up to two levels below. */
async function findModelRoot(directory: string, depth = 0): Promise<string | undefined> {
  const entries = await readdir(directory, { withFileTypes: true });
  if (entries.some((entry) => entry.isFile() && rootFiles.includes(entry.name))) return directory;
  if (depth === 2) return undefined;
  for (const entry of entries.filter((candidate) => candidate.isDirectory())) {
    const found = await findModelRoot(path.join(directory, entry.name), depth + 1);
    if (found) return found;
  }
  return undefined;
}
