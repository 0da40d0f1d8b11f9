import path from 'node:path';
import { z } from 'zod';
import { Internal, Unavailable } from '@/lib/foundation/errors';
import { pathInside } from '@/lib/foundation/files';
import { type CheckpointFiles, checkpointConfigSchema } from '@/lib/models/checkpoint-config';
import { type CheckpointRow, checkpointFileSchema } from './checkpoint';
import { verifyFolder } from './verify-files';

/** What loading needs of a row. */
export type LoadableCheckpoint = Pick<CheckpointRow, 'name' | 'contentHash' | 'directory' | 'config' | 'files'>;

/** The absolute folder of a checkpoint; undefined for a remote one. @throws {Internal} if the record points elsewhere */
export function checkpointDirectory(dataDir: string, row: Pick<CheckpointRow, 'directory'>): string | undefined {
  if (row.directory === null) return undefined;
  const directory = pathInside(path.resolve(dataDir), row.directory);
  if (!directory) throw new Internal('A checkpoint lies outside of the data folder.');
  return directory;
}

/**
 * The files of a checkpoint, ready to be opened, after every one was compared with its hash.
 *
 * @throws {Unavailable} if a file is missing, changed or does not belong
 */
export async function loadCheckpointFiles(dataDir: string, row: LoadableCheckpoint): Promise<CheckpointFiles> {
  const config = checkpointConfigSchema.parse(row.config);
  const directory = checkpointDirectory(dataDir, row);
  if (directory === undefined) return { directory: '', config, hash: row.contentHash };
  const problem = await verifyFolder(directory, z.array(checkpointFileSchema).parse(row.files));
  if (problem) {
    throw new Unavailable(`The checkpoint ${row.name} cannot be loaded. ${problem}`, {
      hint: 'Restore the data folder from a backup, or import the checkpoint again.',
    });
  }
  return { directory, config, hash: row.contentHash };
}
