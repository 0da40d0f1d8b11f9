import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { InvalidInput } from '@/lib/foundation/errors';
import { createDirectoryAtomic, pathInside, writeFileAtomic } from '@/lib/foundation/files';
import type { FolderFiles } from './checkpoint/checkpoint-files';
import { readSafetensors, type StoredTensor, writeSafetensors } from './checkpoint/safetensors';
import type { EpochState, TrainingPorts } from './training-ports';

/** The file system behind a training: epochs to resume from, and the folders of finished checkpoints. */

const factsSchema = z.record(z.string(), z.union([z.number(), z.string()]));

/**
 * Keeps the last finished epoch of each stage in a folder, one file a stage, replaced atomically: after a kill at any
 * moment the file holds one whole epoch. A damaged file counts as none, so the stage begins again.
 */
export function keepEpochs(directory: string): Required<Pick<TrainingPorts, 'saveEpoch' | 'loadEpoch'>> {
  const fileOf = (key: string): string => path.join(directory, `${key.replace(/[^a-z0-9-]/gi, '_')}.epoch`);
  return {
    saveEpoch: async (key, { arrays, facts }) => {
      const tensors = new Map(
        [...arrays].map(([name, data]): [string, StoredTensor] => [name, { data, shape: [data.length] }]),
      );
      const header = JSON.stringify(facts, (_name, value) => (Number.isNaN(value) ? undefined : value));
      await writeFileAtomic(fileOf(key), writeSafetensors(tensors, { facts: header }));
    },
    loadEpoch: async (key) => {
      const bytes = await readFile(fileOf(key)).catch(() => undefined);
      return bytes && parseEpoch(new Uint8Array(bytes));
    },
  };
}

function parseEpoch(bytes: Uint8Array): EpochState | undefined {
  try {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    const facts = factsSchema.parse(JSON.parse(header.__metadata__.facts));
    const arrays = new Map<string, Float32Array>();
    for (const [name, { data }] of readSafetensors(bytes)) if (data instanceof Float32Array) arrays.set(name, data);
    return { arrays, facts };
  } catch {
    return undefined;
  }
}

/** Removes the kept epochs of a training that has ended. */
export const forgetEpochs = (directory: string): Promise<void> => rm(directory, { recursive: true, force: true });

/**
 * Writes a checkpoint's files as one folder that exists only complete.
 *
 * @throws {InvalidInput} for a file name that leaves the folder; file system errors (disk full) leave nothing behind
 */
export async function writeCheckpointFolder(directory: string, files: FolderFiles): Promise<void> {
  await createDirectoryAtomic(directory, async (temporary) => {
    for (const [name, bytes] of files) {
      const file = pathInside(temporary, name);
      if (!file) throw new InvalidInput(`A checkpoint cannot hold a file named ${name}.`);
      await writeFileAtomic(file, bytes);
    }
  });
}
