import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { InvalidInput, PayloadTooLarge } from '@/lib/foundation/errors';
import { pathInside } from '@/lib/foundation/files';
import { eachTarEntry } from './archive/tar-entries';
import { eachZipEntry } from './archive/zip-entries';

/** What an archive holds, told by its first bytes. */
export type ArchiveKind = 'zip' | 'tar' | 'tar.gz';

/** Bounds on what an archive may become. */
export type ArchiveLimits = {
  archiveEntries: number;
  unpackedBytes: number;
  /** unpacked to packed size, looked at once `ratioFromBytes` are unpacked */
  compressionRatio: number;
  ratioFromBytes: number;
};

/** One entry, before anything is written. */
export type ArchiveEntry = { name: string; kind: 'file' | 'directory' | 'other'; open(): Promise<Readable> | Readable };

const maxNameLength = 500;
const maxDepth = 16;

/** The kind of an archive, or undefined for a file that is none. */
export async function archiveKind(file: string): Promise<ArchiveKind | undefined> {
  const head = await firstBytes(file, 512);
  if (
    head.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 3, 4])) ||
    head.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 5, 6]))
  )
    return 'zip';
  if (isTarHeader(head)) return 'tar';
  if (head[0] !== 0x1f || head[1] !== 0x8b) return undefined;
  const gunzip = createReadStream(file).pipe(createGunzip());
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) return isTarHeader(chunk) ? 'tar.gz' : undefined;
  } catch {
    return undefined;
  }
  return undefined;
}

const isTarHeader = (bytes: Buffer): boolean => bytes.length >= 262 && bytes.toString('latin1', 257, 262) === 'ustar';

async function firstBytes(file: string, length: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * Unpacks a .zip, .tar or .tar.gz into an empty folder, as a stream. Only plain files and folders with relative names
 * inside the folder are accepted; bytes are counted as they are written, whatever the archive declares.
 *
 * @returns the relative names of the files
 * @throws {InvalidInput} for traversal, absolute names, links, devices, repeated names, encryption and damaged archives
 * @throws {PayloadTooLarge} for too many entries, too many bytes or a compression ratio no text has
 */
export async function extractArchive(
  file: string,
  directory: string,
  limits: ArchiveLimits,
  signal?: AbortSignal,
): Promise<string[]> {
  const kind = await archiveKind(file);
  if (!kind) throw new InvalidInput('The file is no archive: .zip, .tar and .tar.gz are accepted.');
  const { size: packedBytes } = await stat(file);
  const budget = { entries: 0, unpackedBytes: 0 };
  const names = new Map<string, string>();
  const take = async (entry: ArchiveEntry) => {
    signal?.throwIfAborted();
    if (++budget.entries > limits.archiveEntries) {
      throw new PayloadTooLarge(`The archive has more than ${limits.archiveEntries} entries. It was refused.`);
    }
    const target = checkEntry(entry, directory);
    if (entry.kind === 'directory') {
      await mkdir(target, { recursive: true });
      return;
    }
    const name = path.relative(directory, target);
    if (names.has(name.toLowerCase()))
      throw new InvalidInput(`The archive holds ${shown(name)} twice. It was refused.`);
    names.set(name.toLowerCase(), name);
    await mkdir(path.dirname(target), { recursive: true });
    const counted = countBytes(budget, packedBytes, limits);
    await pipeline(await entry.open(), counted, createWriteStream(target, { flags: 'wx', mode: 0o600 }));
  };
  try {
    if (kind === 'zip') await eachZipEntry(file, take);
    else await eachTarEntry(file, kind === 'tar.gz', take);
  } catch (error) {
    throw asArchiveError(error);
  }
  return [...names.values()];
}

/** The place of an entry inside the folder. @throws {InvalidInput} saying why it is refused */
function checkEntry(entry: ArchiveEntry, directory: string): string {
  const refuse = (why: string) => new InvalidInput(`The archive was refused: ${shown(entry.name)} ${why}.`);
  if (entry.kind === 'other') throw refuse('is a link or a device, not a file');
  if (entry.name.length > maxNameLength || entry.name.split('/').length > maxDepth)
    throw refuse('has too long a name or lies too deep');
  if (entry.name.split('/').includes('..')) throw refuse('points outside the archive');
  const target = pathInside(directory, entry.name);
  if (target === undefined) throw refuse('has an absolute or unusable name');
  if (target === directory && entry.kind === 'file') throw refuse('has no name');
  return target;
}

/** A name as messages show it: short, without control characters. */
const shown = (name: string): string => `"${name.slice(0, 80).replace(/\p{Cc}/gu, '?')}"`;

function countBytes(budget: { unpackedBytes: number }, packedBytes: number, limits: ArchiveLimits): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      budget.unpackedBytes += chunk.length;
      const { unpackedBytes } = budget;
      if (unpackedBytes > limits.unpackedBytes) {
        done(new PayloadTooLarge(`The archive unpacks to more than ${limits.unpackedBytes} bytes. It was refused.`));
      } else if (unpackedBytes > limits.ratioFromBytes && unpackedBytes > limits.compressionRatio * packedBytes) {
        done(
          new PayloadTooLarge(
            `The archive unpacks to more than ${limits.compressionRatio} times its size, as a decompression bomb does. It was refused.`,
          ),
        );
      } else done(null, chunk);
    },
  });
}

/** Errors of the two libraries become words; typed errors and full disks pass. */
function asArchiveError(error: unknown): unknown {
  if (!(error instanceof Error) || error.name === 'MixstageError') return error;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT' || error.name === 'AbortError') return error;
  if (code === 'EISDIR' || code === 'ENOTDIR' || code === 'EEXIST') {
    return new InvalidInput(
      'The archive holds a file and a folder of the same name. It was refused.',
      {},
      { cause: error },
    );
  }
  if (/absolute path|invalid relative path|invalid characters in fileName/.test(error.message)) {
    return new InvalidInput(
      'The archive was refused: an entry has an absolute name or points outside the archive.',
      {},
      { cause: error },
    );
  }
  if (/encrypted/i.test(error.message))
    return new InvalidInput('The archive is encrypted. Pack it without a password.', {}, { cause: error });
  return new InvalidInput('The archive cannot be unpacked: it is cut or damaged.', {}, { cause: error });
}
