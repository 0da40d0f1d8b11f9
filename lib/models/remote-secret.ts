import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInput } from '@/lib/foundation/errors';
import { writeFileAtomic } from '@/lib/foundation/files';

/**
 * Keys of remote model servers. They lie in files of the data folder that only its owner can read, so that the database,
 * its exports and the console never hold them: a key can be set and replaced, never read back.
 */
const fileOf = (dataDir: string, name: string): string => {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) throw new InvalidInput('This is not the name of a secret.');
  return path.join(dataDir, 'secrets', `${name}.key`);
};

/** Stores a key, replacing an earlier one of that name. @throws {InvalidInput} if it cannot be sent in a header */
export async function writeRemoteSecret(dataDir: string, name: string, secret: string): Promise<void> {
  if (!/^[\x21-\x7e]{1,4096}$/.test(secret)) throw new InvalidInput('A key has visible ASCII characters only.');
  await writeFileAtomic(fileOf(dataDir, name), secret);
}

/** The key of that name. @throws {InvalidInput} if there is none any more */
export async function readRemoteSecret(dataDir: string, name: string): Promise<string> {
  try {
    return await readFile(fileOf(dataDir, name), 'utf8');
  } catch (cause) {
    throw new InvalidInput('The key of the model server is missing.', { hint: 'Enter it again.' }, { cause });
  }
}

/** Forgets a key; harmless when it is gone. */
export const deleteRemoteSecret = (dataDir: string, name: string): Promise<void> =>
  rm(fileOf(dataDir, name), { force: true });
