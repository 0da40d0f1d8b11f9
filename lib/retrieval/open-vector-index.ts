import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Conflict, NotFound, Unavailable } from '@/lib/foundation/errors';
import { sha256, sha256File } from '@/lib/foundation/hash';
import { type IndexFileName, type IndexManifest, indexFileNames, indexManifestSchema } from './index-manifest';
import { createVectorMatrix, type VectorMatrix } from './vector-matrix';
import { readWhole } from './whole-file-io';

/** What the opener expects; a difference is refused, because vectors of another embedder or corpus rank nonsense. */
export type ExpectedIndex = { embedderHash?: string; corpusHash?: string; manifestHash?: string };

export type VectorIndex = { manifest: IndexManifest; manifestHash: string; matrix: VectorMatrix };

const damaged = (what: string, cause?: unknown) =>
  new Unavailable(
    `The index is damaged: ${what}.`,
    { hint: 'Build it again, or restore it from a backup.' },
    { cause },
  );

/**
 * The manifest of a stored index.
 *
 * @throws {NotFound} if there is no index in the folder @throws {Unavailable} if its manifest cannot be understood
 * @throws {Conflict} if it belongs to another embedder or corpus, or is not the one that was promised
 */
export async function readIndexManifest(
  directory: string,
  expected: ExpectedIndex = {},
): Promise<{ manifest: IndexManifest; manifestHash: string }> {
  const json = await readFile(path.join(directory, 'manifest.json'), 'utf8').catch((error) => {
    throw new NotFound('The files of this index are not in the data folder. Build it again.', {}, { cause: error });
  });
  const manifestHash = sha256(json);
  let manifest: IndexManifest;
  try {
    manifest = indexManifestSchema.parse(JSON.parse(json));
  } catch (error) {
    throw damaged('its manifest cannot be read', error);
  }
  if (expected.embedderHash !== undefined && manifest.embedderHash !== expected.embedderHash) {
    throw new Conflict('The index was built by another embedder than the configuration names.', {
      hint: 'Build the index of this embedder; vectors of different embedders cannot be compared.',
    });
  }
  if (expected.corpusHash !== undefined && manifest.corpusHash !== expected.corpusHash) {
    throw new Conflict('The index was built over another corpus.', { hint: 'Build the index of this corpus.' });
  }
  if (expected.manifestHash !== undefined && manifestHash !== expected.manifestHash) {
    throw new Conflict('The index in the data folder is not the one that was registered: its manifest differs.', {
      hint: 'Restore it from a backup, or build it again and make a new release.',
    });
  }
  return { manifest, manifestHash };
}

/**
 * Recomputes the SHA-256 of every file of an index without loading it.
 *
 * @throws as `readIndexManifest`; {Unavailable} naming the file that differs
 */
export async function verifyVectorIndex(directory: string, expected: ExpectedIndex = {}): Promise<IndexManifest> {
  const { manifest } = await readIndexManifest(directory, expected);
  for (const name of indexFileNames) await verifyFile(directory, name, manifest);
  return manifest;
}

/** Bytes read and hashed at a time. */
const blockBytes = 8 << 20;

/**
 * Loads an index into memory that the search kernel reads, and checks every file against the manifest on the way.
 *
 * @param readers threads that will search it at the same time
 * @throws as `verifyVectorIndex`
 */
export async function openVectorIndex(
  directory: string,
  expected: ExpectedIndex = {},
  readers = 1,
): Promise<VectorIndex> {
  const { manifest, manifestHash } = await readIndexManifest(directory, expected);
  const { documents, dimension, files } = manifest;
  if (files['vectors.f32'].sizeBytes !== 4 * documents * dimension) throw damaged('its sizes do not agree');
  // The vectors are hashed while they are loaded: one read of the large file instead of two.
  for (const name of indexFileNames) if (name !== 'vectors.f32') await verifyFile(directory, name, manifest);
  const matrix = createVectorMatrix(documents, dimension, readers);
  const actual = await loadVectors(path.join(directory, 'vectors.f32'), matrix).catch((error) => {
    throw damaged('vectors.f32 cannot be read', error);
  });
  if (actual !== files['vectors.f32'].sha256) throw damaged('vectors.f32 does not match its hash');
  return { manifest, manifestHash, matrix };
}

async function verifyFile(directory: string, name: IndexFileName, manifest: IndexManifest): Promise<void> {
  const actual = await sha256File(path.join(directory, name)).catch((error) => {
    throw damaged(`${name} cannot be read`, error);
  });
  if (actual !== manifest.files[name].sha256) throw damaged(`${name} does not match its hash`);
}

/** Fills the matrix; returns the SHA-256 of what was read. */
async function loadVectors(file: string, matrix: VectorMatrix): Promise<string> {
  const { documents, dimension } = matrix;
  const hash = createHash('sha256');
  const handle = await open(file, 'r');
  try {
    const step = Math.max(1, Math.floor(blockBytes / (4 * dimension)));
    const block = new Float32Array(Math.min(step, documents) * dimension);
    for (let first = 0; first < documents; first += step) {
      const rows = block.subarray(0, Math.min(step, documents - first) * dimension);
      const bytes = new Uint8Array(rows.buffer, 0, rows.byteLength);
      await readWhole(handle, bytes, 4 * first * dimension);
      hash.update(bytes);
      matrix.write(first, rows);
    }
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}
