import { type FileHandle, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { passageText } from '@/lib/datasets/passage-text';
import { Cancelled, Uncomputable } from '@/lib/foundation/errors';
import { createDirectoryAtomic, writeFileAtomic } from '@/lib/foundation/files';
import { sha256File } from '@/lib/foundation/hash';
import { type LexicalManifest, layOutSections, lexicalDirectory } from './lexical/lexical-file';
import { PostingsSpool } from './lexical/postings-spool';
import { TermCollector } from './lexical/term-collector';
import { analyseText, analysisVersion, createAnalysis } from './lexical-analysis';
import { removeLeftovers } from './remove-leftovers';
import { writeWhole } from './whole-file-io';

/** Postings that are put in order in memory at a time: 6 bytes each. */
const slicePostings = 1 << 25;
const maxPostings = 2 ** 32 - 1;

/** The part of a corpus that the lexical index is made of. */
export type LexicalSource = { readonly hash: string; all(): AsyncIterable<{ title: string; text: string }> };

export type BuildLexicalOptions = {
  signal?: AbortSignal;
  onProgress?(documentsDone: number): void;
  /** postings held in memory while ordering; only tests need another value */
  slicePostings?: number;
};

/**
 * Writes the lexical index of a corpus beside its texts and replaces one that is there. The corpus is read once as a
 * stream; memory holds the vocabulary and a slice of the postings, never the texts. The same corpus gives the same bytes.
 *
 * @returns the manifest that was written
 * @throws {Cancelled} if the signal aborts @throws {Uncomputable} beyond 4,294,967,295 postings
 */
export async function buildLexicalIndex(
  dataDir: string,
  corpus: LexicalSource,
  options: BuildLexicalOptions = {},
): Promise<LexicalManifest> {
  const directory = lexicalDirectory(dataDir, corpus.hash);
  await rm(directory, { recursive: true, force: true });
  // Another process may be building the same corpus; after an hour a half-filled folder belongs to nobody.
  await removeLeftovers(directory, 3_600_000);
  let manifest: LexicalManifest | undefined;
  try {
    await createDirectoryAtomic(directory, async (temporary) => {
      manifest = await writeIndex(temporary, corpus, options);
    });
  } catch (error) {
    // Two processes built the same bytes at the same moment and the other one was first: what is there is right.
    if (!manifest || !isAlreadyThere(error)) throw error;
  }
  return manifest as LexicalManifest;
}

const isAlreadyThere = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST');

async function writeIndex(
  directory: string,
  corpus: LexicalSource,
  options: BuildLexicalOptions,
): Promise<LexicalManifest> {
  const spool = await PostingsSpool.create(path.join(directory, 'postings.spool'));
  try {
    const collector = new TermCollector();
    const lengths = await collectPostings(corpus, collector, spool, options);
    const vocabulary = orderVocabulary(collector);
    const counts = {
      documents: lengths.length,
      grams: vocabulary.gramKeys.length,
      words: vocabulary.wordOffsets.length - 1,
      postings: spool.postings,
      wordByteCount: vocabulary.wordBytes.length,
    };
    const { sections, sizeBytes } = layOutSections(counts);
    const file = path.join(directory, 'lexical.bin');
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.truncate(sizeBytes);
      await writeSection(handle, sections.gramKeys.position, vocabulary.gramKeys);
      await writeSection(handle, sections.wordOffsets.position, vocabulary.wordOffsets);
      await writeWhole(handle, vocabulary.wordBytes, sections.wordBytes.position);
      await writeSection(handle, sections.postingOffsets.position, vocabulary.postingOffsets);
      await writeSection(handle, sections.documentLengths.position, lengths);
      const targets = {
        documents: sections.postingDocuments.position,
        frequencies: sections.postingFrequencies.position,
      };
      await writePostings(handle, targets, spool, vocabulary, options);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const totalLength = lengths.reduce((sum, length) => sum + length, 0);
    const manifest: LexicalManifest = {
      format: 1,
      analysisVersion,
      corpusHash: corpus.hash,
      ...counts,
      totalLength,
      sizeBytes,
      sha256: await sha256File(file),
    };
    await writeFileAtomic(path.join(directory, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    return manifest;
  } finally {
    await spool.discard();
  }
}

/** One pass over the corpus: postings to the spool, lengths of the documents in terms. */
async function collectPostings(
  corpus: LexicalSource,
  collector: TermCollector,
  spool: PostingsSpool,
  options: BuildLexicalOptions,
): Promise<Uint32Array> {
  const analysis = createAnalysis();
  const lengths: number[] = [];
  for await (const document of corpus.all()) {
    lengths.push(collector.collect(analyseText(passageText(document), analysis)));
    await spool.append(collector.terms, collector.frequencies, collector.count);
    if (spool.postings > maxPostings) {
      throw new Uncomputable('The corpus has more than 4,294,967,295 postings, which one lexical index cannot hold.', {
        hint: 'Split the corpus, or leave BM25 out of the configuration.',
      });
    }
    if (lengths.length % 1000 === 0) {
      if (options.signal?.aborted) throw new Cancelled('Building the lexical index was cancelled.');
      options.onProgress?.(lengths.length);
    }
  }
  options.onProgress?.(lengths.length);
  return Uint32Array.from(lengths);
}

type Vocabulary = {
  gramKeys: Uint32Array;
  wordOffsets: Uint32Array;
  wordBytes: Uint8Array;
  /** where the postings of each term begin, terms in final order, and the end of the last */
  postingOffsets: Uint32Array;
  /** final place of each term number of the collector */
  rankOfTerm: Uint32Array;
};

/** Terms in their final order: n-grams by code, then words by UTF-16 code units. */
function orderVocabulary(collector: TermCollector): Vocabulary {
  const { grams, words, documentFrequencies } = collector;
  const gramIds = Uint32Array.from({ length: grams.size }, (_, id) => id);
  gramIds.sort((a, b) => (grams.keys[a] as number) - (grams.keys[b] as number));
  const wordIds = Uint32Array.from(words, (_, id) => id);
  wordIds.sort((a, b) => ((words[a] as string) < (words[b] as string) ? -1 : 1));
  const rankOfTerm = new Uint32Array(documentFrequencies.length);
  const postingOffsets = new Uint32Array(grams.size + words.length + 1);
  const place = (rank: number, term: number) => {
    rankOfTerm[term] = rank;
    postingOffsets[rank + 1] = (postingOffsets[rank] as number) + (documentFrequencies[term] as number);
  };
  for (const [rank, id] of gramIds.entries()) place(rank, 2 * id);
  for (const [rank, id] of wordIds.entries()) place(grams.size + rank, 2 * id + 1);
  const wordOffsets = new Uint32Array(words.length + 1);
  const encoded = [...wordIds].map((id, rank) => {
    const bytes = Buffer.from(words[id] as string, 'utf8');
    wordOffsets[rank + 1] = (wordOffsets[rank] as number) + bytes.length;
    return bytes;
  });
  const gramKeys = gramIds.map((id) => grams.keys[id] as number);
  return { gramKeys, wordOffsets, wordBytes: Buffer.concat(encoded), postingOffsets, rankOfTerm };
}

/** Turns the spool, ordered by document, into postings ordered by term, a slice of the vocabulary at a time. */
async function writePostings(
  handle: FileHandle,
  targets: { documents: number; frequencies: number },
  spool: PostingsSpool,
  { postingOffsets, rankOfTerm }: Vocabulary,
  options: BuildLexicalOptions,
): Promise<void> {
  const limit = options.slicePostings ?? slicePostings;
  const termCount = postingOffsets.length - 1;
  for (let from = 0; from < termCount; ) {
    const base = postingOffsets[from] as number;
    let to = from + 1;
    while (to < termCount && (postingOffsets[to + 1] as number) - base <= limit) to++;
    const size = (postingOffsets[to] as number) - base;
    const documents = new Uint32Array(size);
    const frequencies = new Uint16Array(size);
    const next = postingOffsets.slice(from, to);
    for await (const block of spool.read()) {
      if (options.signal?.aborted) throw new Cancelled('Building the lexical index was cancelled.');
      let at = 0;
      for (let i = 0; i < block.counts.length; i++) {
        const end = at + (block.counts[i] as number);
        for (; at < end; at++) {
          const rank = rankOfTerm[block.terms[at] as number] as number;
          if (rank < from || rank >= to) continue;
          const target = (next[rank - from] as number) - base;
          next[rank - from] = target + base + 1;
          documents[target] = block.firstOrdinal + i;
          frequencies[target] = block.frequencies[at] as number;
        }
      }
    }
    await writeSection(handle, targets.documents + 4 * base, documents);
    await writeSection(handle, targets.frequencies + 2 * base, frequencies);
    from = to;
  }
}

const writeSection = (handle: FileHandle, position: number, values: Uint32Array | Uint16Array): Promise<void> =>
  writeWhole(handle, new Uint8Array(values.buffer, values.byteOffset, values.byteLength), position);
