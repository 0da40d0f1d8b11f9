import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { ArchiveEntry } from '../extract-archive';

const kinds: Record<string, ArchiveEntry['kind']> = { file: 'file', 'contiguous-file': 'file', directory: 'directory' };

/** Hands the entries of a tar file to `take`, one after the other, in the order of the file. */
export async function eachTarEntry(
  file: string,
  isGzipped: boolean,
  take: (entry: ArchiveEntry) => Promise<void>,
): Promise<void> {
  const unpack = extract();
  const input = createReadStream(file);
  const reading = isGzipped ? pipeline(input, createGunzip(), unpack) : pipeline(input, unpack);
  // The loop below reports what goes wrong first; this only keeps the other rejection from being unhandled.
  reading.catch(() => undefined);
  let hasEntries = false;
  for await (const entry of unpack) {
    hasEntries = true;
    const { name, type } = entry.header;
    await take({
      name: name.replace(/^(?:\.\/)+/, '') || '.',
      kind: kinds[type ?? 'file'] ?? 'other',
      open: () => Readable.from(entry),
    });
    entry.resume();
  }
  await reading;
  if (!hasEntries) throw new Error('the archive has no entry');
}
