import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { NotFound, Unavailable } from '@/lib/foundation/errors';
import { sha256 } from '@/lib/foundation/hash';
import { type BuildLexicalOptions, buildLexicalIndex, type LexicalSource } from './build-lexical-index';
import {
  type LexicalManifest,
  layOutSections,
  lexicalDirectory,
  lexicalManifestSchema,
  type Section,
} from './lexical/lexical-file';
import { type Analysis, analysisVersion, gramText } from './lexical-analysis';
import { readWhole } from './whole-file-io';

/** The loaded lexical index of a corpus: postings by term in compressed sparse rows, all of it views of one buffer. */
export type LexicalIndex = {
  readonly manifest: LexicalManifest;
  readonly documents: number;
  /** number of distinct terms; terms are 0 ... termCount - 1 */
  readonly termCount: number;
  /** mean length of a document in terms; 0 for an empty corpus */
  readonly meanLength: number;
  /** length of each document in terms */
  readonly documentLengths: Uint32Array;
  /** postings of term t lie at postingOffsets[t] ... postingOffsets[t + 1] - 1, documents ascending */
  readonly postingOffsets: Uint32Array;
  readonly postingDocuments: Uint32Array;
  readonly postingFrequencies: Uint16Array;
  /** The distinct terms of an analysed text that the corpus has, ascending, with their counts in the text. */
  lookUp(analysis: Analysis): { term: number; count: number }[];
  /** The readable form of a term. */
  termText(term: number): string;
};

/**
 * Loads the lexical index of a corpus in one read and checks it against its manifest.
 *
 * @throws {NotFound} if it was not built, or by a version that split texts otherwise
 * @throws {Unavailable} if its files are damaged
 */
export async function openLexicalIndex(dataDir: string, corpusHash: string): Promise<LexicalIndex> {
  const directory = lexicalDirectory(dataDir, corpusHash);
  const manifest = await readManifest(directory, corpusHash);
  const { sections, sizeBytes } = layOutSections(manifest);
  if (sizeBytes !== manifest.sizeBytes) throw damaged(corpusHash);
  const bytes = new Uint8Array(sizeBytes);
  try {
    const handle = await open(path.join(directory, 'lexical.bin'), 'r');
    try {
      await readWhole(handle, bytes, 0);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw damaged(corpusHash, error);
  }
  if (sha256(bytes) !== manifest.sha256) throw damaged(corpusHash);
  const { buffer } = bytes;
  const words = ({ position, length }: Section) => new Uint32Array(buffer, position, length);
  const { position, length } = sections.postingFrequencies;
  const vocabulary: Vocabulary = {
    gramKeys: words(sections.gramKeys),
    wordOffsets: words(sections.wordOffsets),
    wordBytes: Buffer.from(buffer, sections.wordBytes.position, sections.wordBytes.length),
  };
  return {
    manifest,
    documents: manifest.documents,
    termCount: manifest.grams + manifest.words,
    meanLength: manifest.documents === 0 ? 0 : manifest.totalLength / manifest.documents,
    documentLengths: words(sections.documentLengths),
    postingOffsets: words(sections.postingOffsets),
    postingDocuments: words(sections.postingDocuments),
    postingFrequencies: new Uint16Array(buffer, position, length),
    lookUp: (analysis) => lookUp(vocabulary, analysis),
    termText: (term) => termText(vocabulary, term),
  };
}

/**
 * The lexical index of a corpus, built first when it is missing, damaged or of an older analysis: it follows from the
 * texts alone, so building it again loses nothing.
 *
 * @throws {Cancelled} if the signal aborts while it is built
 */
export async function ensureLexicalIndex(
  dataDir: string,
  corpus: LexicalSource,
  options: BuildLexicalOptions = {},
): Promise<LexicalIndex> {
  try {
    return await openLexicalIndex(dataDir, corpus.hash);
  } catch (error) {
    if (!(error instanceof NotFound || error instanceof Unavailable)) throw error;
    await buildLexicalIndex(dataDir, corpus, options);
    return openLexicalIndex(dataDir, corpus.hash);
  }
}

const damaged = (corpusHash: string, cause?: unknown) =>
  new Unavailable(
    `The lexical index of corpus ${corpusHash.slice(0, 12)} is damaged.`,
    { hint: 'Build the index again: it follows from the stored texts.' },
    { cause },
  );

async function readManifest(directory: string, corpusHash: string): Promise<LexicalManifest> {
  const json = await readFile(path.join(directory, 'manifest.json'), 'utf8').catch((error) => {
    throw new NotFound(`Corpus ${corpusHash.slice(0, 12)} has no lexical index yet.`, {}, { cause: error });
  });
  let manifest: LexicalManifest;
  try {
    manifest = lexicalManifestSchema.parse(JSON.parse(json));
  } catch (error) {
    throw damaged(corpusHash, error);
  }
  if (manifest.corpusHash !== corpusHash) throw damaged(corpusHash);
  if (manifest.analysisVersion !== analysisVersion) {
    throw new NotFound(`The lexical index of corpus ${corpusHash.slice(0, 12)} is of another version of the analysis.`);
  }
  return manifest;
}

type Vocabulary = { gramKeys: Uint32Array; wordOffsets: Uint32Array; wordBytes: Buffer };

function lookUp(vocabulary: Vocabulary, analysis: Analysis): { term: number; count: number }[] {
  const counts = new Map<number, number>();
  const add = (term: number) => {
    if (term >= 0) counts.set(term, (counts.get(term) ?? 0) + 1);
  };
  for (let i = 0; i < analysis.gramCount; i++) add(findGram(vocabulary.gramKeys, analysis.grams[i] as number));
  for (const word of analysis.words) {
    const place = findWord(vocabulary, word);
    add(place < 0 ? -1 : vocabulary.gramKeys.length + place);
  }
  return [...counts].map(([term, count]) => ({ term, count })).sort((a, b) => a.term - b.term);
}

function findGram(keys: Uint32Array, key: number): number {
  let low = 0;
  let high = keys.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = keys[middle] as number;
    if (found === key) return middle;
    if (found < key) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Binary search over the words in UTF-16 order; a query has few words, so decoding the ones it meets is cheap. */
function findWord(vocabulary: Vocabulary, word: string): number {
  let low = 0;
  let high = vocabulary.wordOffsets.length - 2;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = wordAt(vocabulary, middle);
    if (found === word) return middle;
    if (found < word) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

const wordAt = ({ wordOffsets, wordBytes }: Vocabulary, place: number): string =>
  wordBytes.toString('utf8', wordOffsets[place], wordOffsets[place + 1]);

const termText = (vocabulary: Vocabulary, term: number): string => {
  const grams = vocabulary.gramKeys.length;
  return term < grams ? gramText(vocabulary.gramKeys[term] as number) : wordAt(vocabulary, term - grams);
};
