import path from 'node:path';
import { z } from 'zod';

/** The sections of `lexical.bin`, in this order, each beginning at a multiple of eight bytes. */
export const sectionNames = [
  'gramKeys',
  'wordOffsets',
  'wordBytes',
  'postingOffsets',
  'documentLengths',
  'postingDocuments',
  'postingFrequencies',
] as const;
export type SectionName = (typeof sectionNames)[number];

const count = z.number().int().nonnegative();

/** What `manifest.json` of a lexical index says. It names nothing but content, so equal corpora give equal manifests. */
export const lexicalManifestSchema = z.object({
  format: z.literal(1),
  analysisVersion: count,
  corpusHash: z.string(),
  documents: count,
  grams: count,
  words: count,
  postings: count,
  /** length of all documents in terms, duplicates included */
  totalLength: count,
  wordByteCount: count,
  sizeBytes: count,
  sha256: z.string(),
});
export type LexicalManifest = z.infer<typeof lexicalManifestSchema>;

export type Section = { position: number; length: number };
const elementBytes: Record<SectionName, number> = {
  gramKeys: 4,
  wordOffsets: 4,
  wordBytes: 1,
  postingOffsets: 4,
  documentLengths: 4,
  postingDocuments: 4,
  postingFrequencies: 2,
};

/** Where each section of the file lies, in bytes, and how many elements it has; `sizeBytes` is the length of the file. */
export function layOutSections(counts: {
  documents: number;
  grams: number;
  words: number;
  postings: number;
  wordByteCount: number;
}): { sections: Record<SectionName, Section>; sizeBytes: number } {
  const lengths: Record<SectionName, number> = {
    gramKeys: counts.grams,
    wordOffsets: counts.words + 1,
    wordBytes: counts.wordByteCount,
    postingOffsets: counts.grams + counts.words + 1,
    documentLengths: counts.documents,
    postingDocuments: counts.postings,
    postingFrequencies: counts.postings,
  };
  const sections = {} as Record<SectionName, Section>;
  let position = 0;
  for (const name of sectionNames) {
    sections[name] = { position, length: lengths[name] };
    position += Math.ceil((lengths[name] * elementBytes[name]) / 8) * 8;
  }
  return { sections, sizeBytes: position };
}

/** The folder of the lexical index of a corpus, inside the corpus's own folder. */
export const lexicalDirectory = (dataDir: string, corpusHash: string): string =>
  path.join(dataDir, 'corpora', corpusHash, 'lexical');
