import { InvalidInput, NotFound, Unavailable } from '@/lib/foundation/errors';
import { pathInside } from '@/lib/foundation/files';
import { sha256File } from '@/lib/foundation/hash';
import type { CheckpointConfig, CheckpointFiles } from '@/lib/models/checkpoint-config';

/** A checkpoint as a plan names it: where it lies, what it consists of, what it is. */
export type PlannedCheckpoint = {
  id: string;
  hash: string;
  /** absolute; undefined for a remote one */
  directory?: string | undefined;
  files: readonly { path: string; sha256: string }[];
  config: CheckpointConfig;
};

/**
 * The files of a checkpoint after each was compared with its hash, without a database.
 *
 * @throws {NotFound} if a file is missing @throws {Unavailable} if one differs from its hash
 * @throws {InvalidInput} if a file lies outside the folder
 */
export async function verifiedCheckpoint({
  id,
  hash,
  directory,
  files,
  config,
}: PlannedCheckpoint): Promise<CheckpointFiles> {
  if (directory === undefined) return { directory: '', config, hash };
  for (const { path: name, sha256 } of files) {
    const file = pathInside(directory, name);
    if (!file) throw new InvalidInput('The checkpoint names a file outside its folder.');
    const actual = await sha256File(file).catch((error) => {
      throw new NotFound(`The file ${name} of checkpoint ${id} is missing.`, {}, { cause: error });
    });
    if (actual !== sha256) {
      throw new Unavailable(
        `The file ${name} of checkpoint ${id} does not match its hash; it was changed or is damaged.`,
        {
          hint: 'Restore it from a backup, or import the checkpoint again.',
        },
      );
    }
  }
  return { directory, config, hash };
}
