import path from 'node:path';
import { z } from 'zod';

/**
 * The files of a vector index: the vectors [documents, dimension] as little-endian 32-bit floats, the ids of the documents
 * in the same order, the hash of each passage text, and a small ONNX graph that searches the vectors in batches.
 */
export const indexFileNames = ['vectors.f32', 'ids.jsonl', 'text-hashes.bin', 'search.onnx'] as const;
export type IndexFileName = (typeof indexFileNames)[number];

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const entry = z.object({ sha256: hash, sizeBytes: z.number().int().nonnegative() });

/**
 * What `manifest.json` of an index says. It names content only, neither times nor ids of records: the same embedder over
 * the same corpus gives the same manifest, and its SHA-256 names the index in a release.
 */
export const indexManifestSchema = z.object({
  format: z.literal(1),
  /** content hash of the embedder checkpoint that made the vectors */
  embedderHash: z.string().min(1),
  corpusHash: hash,
  /** instruction that the documents were embedded with, usually none */
  instruction: z.string(),
  documents: z.number().int().nonnegative(),
  dimension: z.number().int().positive(),
  files: z.object({
    'vectors.f32': entry,
    'ids.jsonl': entry,
    'text-hashes.bin': entry,
    'search.onnx': entry,
  }),
});
export type IndexManifest = z.infer<typeof indexManifestSchema>;

const indexId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);

/** The folder of an index, relative to the data folder as it stands in the database. */
export const indexDirectoryName = (id: string): string => path.join('indexes', indexId.parse(id));

/** Where a build keeps what it has embedded so far; it survives crashes and cancelling, and is removed by success. */
export const buildingDirectoryName = (id: string): string => path.join('indexes', `${indexId.parse(id)}.building`);
