import path from 'node:path';
import { z } from 'zod';

/** The files of a stored corpus; `documents.jsonl` is its content and its SHA-256 is the corpus's name. */
export const corpusFileNames = ['documents.jsonl', 'offsets.bin', 'ids.jsonl', 'text-hashes.bin'] as const;
export type CorpusFileName = (typeof corpusFileNames)[number];

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const entry = z.object({ sha256: hash, sizeBytes: z.number().int().nonnegative() });

/** What `manifest.json` of a corpus folder says: written last, so a folder that has one is complete. */
export const corpusManifestSchema = z.object({
  format: z.literal(1),
  hash,
  documentCount: z.number().int().nonnegative(),
  files: z.object({
    'documents.jsonl': entry,
    'offsets.bin': entry,
    'ids.jsonl': entry,
    'text-hashes.bin': entry,
  }),
});
export type CorpusManifest = z.infer<typeof corpusManifestSchema>;

export const corporaDirectory = (dataDir: string): string => path.join(dataDir, 'corpora');
/** The folder of one corpus. Only ever called with a hash, never with a name that somebody typed. */
export const corpusDirectory = (dataDir: string, corpusHash: string): string =>
  path.join(corporaDirectory(dataDir), hash.parse(corpusHash));
