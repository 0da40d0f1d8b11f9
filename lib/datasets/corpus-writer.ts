import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomic } from '@/lib/foundation/files';
import { canonicalJson, sha256 } from '@/lib/foundation/hash';
import { randomToken } from '@/lib/foundation/random';
import {
  type CorpusFileName,
  type CorpusManifest,
  corporaDirectory,
  corpusDirectory,
  corpusFileNames,
} from './corpus-manifest';
import { HashedFile } from './hashed-file';
import { passageText } from './passage-text';

/** A document as it goes into a corpus. Metadata must be plain JSON. */
export type NewDocument = { id: string; title: string; text: string; metadata?: Record<string, unknown> };

export type CorpusWriter = {
  /** Appends a document; returns the hash of its passage text. Ids must be unique: the caller checks. */
  write(document: NewDocument): Promise<string>;
  /** Makes the corpus visible under its hash; an equal corpus that is there already stays, and this one is dropped. */
  finish(): Promise<CorpusManifest>;
  /** Drops everything written so far; harmless after `finish`. */
  discard(): Promise<void>;
};

const uint64 = (value: number): Uint8Array => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

/**
 * Begins a new corpus under `<dataDir>/corpora`, written as a stream with constant memory. Nothing is visible before
 * `finish`, which syncs the files, writes the manifest and renames the folder to the content hash.
 *
 * @param importId names the temporary folder; what an earlier try under the same name left is removed
 */
export async function createCorpusWriter(dataDir: string, importId = randomToken(9)): Promise<CorpusWriter> {
  const temporary = path.join(corporaDirectory(dataDir), `.import-${importId}.tmp`);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  const handles: FileHandle[] = [];
  const files = {} as Record<CorpusFileName, HashedFile>;
  for (const name of corpusFileNames) {
    const handle = await open(path.join(temporary, name), 'wx', 0o600);
    handles.push(handle);
    files[name] = new HashedFile(handle);
  }
  let documentCount = 0;

  const write = async ({ id, title, text, metadata }: NewDocument) => {
    await files['offsets.bin'].append(uint64(files['documents.jsonl'].sizeBytes));
    await files['documents.jsonl'].append(Buffer.from(`${canonicalJson({ id, title, text, metadata })}\n`));
    await files['ids.jsonl'].append(Buffer.from(`${JSON.stringify(id)}\n`));
    const textHash = sha256(passageText({ title, text }));
    await files['text-hashes.bin'].append(Buffer.from(textHash, 'hex'));
    documentCount++;
    return textHash;
  };

  const discard = async () => {
    for (const handle of handles) await handle.close().catch(() => undefined);
    await rm(temporary, { recursive: true, force: true });
  };

  const finish = async (): Promise<CorpusManifest> => {
    // One offset more than documents: the end of the last one.
    await files['offsets.bin'].append(uint64(files['documents.jsonl'].sizeBytes));
    const entries = {} as CorpusManifest['files'];
    for (const name of corpusFileNames) entries[name] = await files[name].finish();
    const manifest: CorpusManifest = {
      format: 1,
      hash: entries['documents.jsonl'].sha256,
      documentCount,
      files: entries,
    };
    await writeFileAtomic(path.join(temporary, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await moveIntoPlace(temporary, corpusDirectory(dataDir, manifest.hash));
    return manifest;
  };
  return { write, finish, discard };
}

/** Renames the finished folder; when an equal corpus is there (or arrives at the same moment) that one is kept. */
async function moveIntoPlace(temporary: string, target: string): Promise<void> {
  try {
    await rename(temporary, target);
  } catch (error) {
    const isThere = await stat(path.join(target, 'manifest.json')).catch(() => undefined);
    if (!isThere) throw error;
    await rm(temporary, { recursive: true, force: true });
    return;
  }
  const parent = await open(path.dirname(target), 'r');
  try {
    await parent.sync();
  } finally {
    await parent.close();
  }
}
