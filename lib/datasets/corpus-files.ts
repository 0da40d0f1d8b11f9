import { readSync } from 'node:fs';
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Internal, NotFound, Unavailable } from '@/lib/foundation/errors';
import { sha256File } from '@/lib/foundation/hash';
import { type CorpusManifest, corpusDirectory, corpusFileNames, corpusManifestSchema } from './corpus-manifest';

/** A document of a corpus: its place in it, the texts as imported, and the hash of its passage text. */
export type CorpusDocument = {
  ordinal: number;
  id: string;
  title: string;
  text: string;
  /** SHA-256 of `passageText(document)`: equal for equal passages in any corpus */
  textHash: string;
  metadata?: Record<string, unknown>;
};

export type CorpusReader = {
  readonly hash: string;
  readonly documentCount: number;
  /** Document ids by ordinal. */
  readonly ids: readonly string[];
  /** Hash of the passage text of one document, without reading the text. */
  textHash(ordinal: number): string;
  /** The documents with these ordinals, in the order asked for. @throws {Internal} for an ordinal outside the corpus */
  read(ordinals: readonly number[]): Promise<CorpusDocument[]>;
  /** All documents in corpus order, from `startOrdinal` on (0), read as a stream. */
  all(startOrdinal?: number): AsyncIterable<CorpusDocument>;
  close(): Promise<void>;
};

const blockBytes = 1 << 20;

/** The manifest of a stored corpus. @throws {NotFound} if there is none @throws {Unavailable} if it cannot be understood */
export async function readCorpusManifest(dataDir: string, hash: string): Promise<CorpusManifest> {
  const file = path.join(corpusDirectory(dataDir, hash), 'manifest.json');
  const json = await readFile(file, 'utf8').catch((error) => {
    throw new NotFound(`The files of corpus ${hash.slice(0, 12)} are not in the data folder.`, {}, { cause: error });
  });
  try {
    return corpusManifestSchema.parse(JSON.parse(json));
  } catch (error) {
    throw damaged(hash, 'manifest.json', error);
  }
}

const damaged = (hash: string, file: string, cause?: unknown) =>
  new Unavailable(
    `The stored corpus ${hash.slice(0, 12)} is damaged: ${file} does not match its manifest.`,
    { hint: 'Restore it from a backup, or import the dataset again.' },
    { cause },
  );

/**
 * Recomputes the SHA-256 of every file of a stored corpus.
 *
 * @throws {NotFound} if it is not there @throws {Unavailable} naming the file that differs
 */
export async function verifyCorpus(dataDir: string, hash: string): Promise<CorpusManifest> {
  const manifest = await readCorpusManifest(dataDir, hash);
  if (manifest.hash !== hash) throw damaged(hash, 'manifest.json');
  for (const name of corpusFileNames) {
    const actual = await sha256File(path.join(corpusDirectory(dataDir, hash), name)).catch((error) => {
      throw damaged(hash, name, error);
    });
    if (actual !== manifest.files[name].sha256) throw damaged(hash, name);
  }
  return manifest;
}

/**
 * Opens a stored corpus for reading; ids and offsets are held in memory, texts stay on disk. Sizes are checked here,
 * contents by `verifyCorpus`.
 *
 * @throws {NotFound} if the corpus is not in the data folder @throws {Unavailable} if its files are damaged
 */
export async function openCorpus(dataDir: string, hash: string): Promise<CorpusReader> {
  const manifest = await readCorpusManifest(dataDir, hash);
  const directory = corpusDirectory(dataDir, hash);
  for (const name of corpusFileNames) {
    const { size } = await stat(path.join(directory, name)).catch((error) => {
      throw damaged(hash, name, error);
    });
    if (size !== manifest.files[name].sizeBytes) throw damaged(hash, name);
  }
  const offsets = await readOffsets(path.join(directory, 'offsets.bin'));
  const ids = await readIds(path.join(directory, 'ids.jsonl'));
  const textHashes = await readFile(path.join(directory, 'text-hashes.bin'));
  const { documentCount } = manifest;
  if (ids.length !== documentCount || offsets.length !== documentCount + 1) throw damaged(hash, 'ids.jsonl');
  const handle = await open(path.join(directory, 'documents.jsonl'), 'r');
  const textHash = (ordinal: number) => textHashes.toString('hex', ordinal * 32, ordinal * 32 + 32);
  const parse = (ordinal: number, line: Buffer): CorpusDocument => {
    const { id, title, text, metadata } = JSON.parse(line.toString('utf8')) as CorpusDocument;
    return { ordinal, id, title, text, textHash: textHash(ordinal), ...(metadata ? { metadata } : {}) };
  };
  // Read at once and not through the thread pool: sixty passages of a query are in the page cache, where each costs
  // microseconds, while sixty waits for four busy threads took 25 to 200 ms on a loaded machine.
  const readOne = (ordinal: number) => {
    const start = offsets[ordinal];
    const end = offsets[ordinal + 1];
    if (!Number.isInteger(ordinal) || start === undefined || end === undefined) {
      throw new Internal(`Document number ${ordinal} is not in corpus ${hash.slice(0, 12)}.`);
    }
    const line = Buffer.allocUnsafe(end - start);
    if (readSync(handle.fd, line, 0, line.length, start) !== line.length) throw cutShort();
    return parse(ordinal, line);
  };
  return {
    hash,
    documentCount,
    ids,
    textHash,
    read: async (ordinals) => ordinals.map(readOne),
    all: (startOrdinal = 0) => scan(handle, offsets, startOrdinal, parse),
    close: () => handle.close(),
  };
}

const cutShort = () => new Unavailable('A stored corpus ended before its last document. Restore it from a backup.');

async function readBytes(handle: FileHandle, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(end - start);
  let done = 0;
  while (done < buffer.length) {
    const { bytesRead } = await handle.read(buffer, done, buffer.length - done, start + done);
    if (bytesRead === 0) throw cutShort();
    done += bytesRead;
  }
  return buffer;
}

async function* scan(
  handle: FileHandle,
  offsets: Float64Array,
  startOrdinal: number,
  parse: (ordinal: number, line: Buffer) => CorpusDocument,
): AsyncGenerator<CorpusDocument> {
  const documentCount = offsets.length - 1;
  let ordinal = Math.max(0, startOrdinal);
  while (ordinal < documentCount) {
    // As many whole documents as fit into a block, at least one.
    const start = offsets[ordinal] as number;
    let last = ordinal + 1;
    while (last < documentCount && (offsets[last + 1] as number) - start <= blockBytes) last++;
    const block = await readBytes(handle, start, offsets[last] as number);
    for (; ordinal < last; ordinal++) {
      const from = (offsets[ordinal] as number) - start;
      yield parse(ordinal, block.subarray(from, (offsets[ordinal + 1] as number) - start));
    }
  }
}

async function readOffsets(file: string): Promise<Float64Array> {
  const bytes = await readFile(file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.byteLength / 8 }, (_, i) => Number(view.getBigUint64(i * 8, true)));
}

async function readIds(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8');
  return JSON.parse(`[${text.trimEnd().replaceAll('\n', ',')}]`) as string[];
}
