/**
 * Text to terms for BM25: one rule for documents and queries of every language. After NFKC and lower-casing, runs of
 * scripts that are written without spaces (Han, kana, Hangul, Thai and its relatives) become their single characters and
 * their overlapping pairs; runs of any other letters and digits become words. English stop words are dropped from texts
 * in which words outnumber unspaced characters, so that "A股" and "IT 服务" keep theirs.
 */

/** Part of the manifest of every lexical index: raise it whenever the same text may give other terms. */
export const analysisVersion = 1;

/** Lucene's classic list of 33. */
export const englishStopWords: ReadonlySet<string> = new Set(
  (
    'a an and are as at be but by for if in into is it no not of on or such that the their then there these they this ' +
    'to was will with'
  ).split(' '),
);

/** Longest word that is kept whole; what is longer (encoded data, endless links) is cut here, so that terms stay bounded. */
const maxWordCharacters = 128;

/**
 * The terms of one text, in reusable buffers. `grams` holds the first `gramCount` n-grams of the Basic Multilingual
 * Plane: a character as its code, a pair as (first << 16 | second). `words` holds everything else as strings.
 */
export type Analysis = { grams: Uint32Array; gramCount: number; words: string[] };

/** Empty buffers for `analyseText`; they grow as needed. */
export const createAnalysis = (): Analysis => ({ grams: new Uint32Array(1024), gramCount: 0, words: [] });

const separator = 0;
const wordCharacter = 1;
const unspacedCharacter = 2;
const highSurrogate = 3;

const unspacedScripts = ['Han', 'Hira', 'Kana', 'Bopo', 'Hang', 'Thai', 'Laoo', 'Khmr', 'Mymr', 'Yiii'];
const unspacedPattern = new RegExp(`[${unspacedScripts.map((script) => `\\p{scx=${script}}`).join('')}]`, 'u');
const letterPattern = /[\p{L}\p{N}\p{M}]/u;

function classify(character: string): number {
  if (!letterPattern.test(character)) return separator;
  return unspacedPattern.test(character) ? unspacedCharacter : wordCharacter;
}

let classes: Uint8Array | undefined;

/** Class of every UTF-16 code unit, computed once from the Unicode tables of the platform (about 15 ms). */
function characterClasses(): Uint8Array {
  if (classes) return classes;
  classes = new Uint8Array(0x10000);
  for (let code = 0; code < 0x10000; code++) {
    if (code >= 0xd800 && code <= 0xdbff) classes[code] = highSurrogate;
    else if (code < 0xdc00 || code > 0xdfff) classes[code] = classify(String.fromCharCode(code));
  }
  return classes;
}

/**
 * Splits a text into the terms that BM25 counts, duplicates included.
 *
 * @param text  any text; empty text or text without letters and digits gives no terms
 * @param into  buffers of an earlier call, overwritten; a fresh one is made when absent
 */
export function analyseText(text: string, into: Analysis = createAnalysis()): Analysis {
  into.gramCount = 0;
  into.words.length = 0;
  // Only the part that changes is rewritten by normalize(): for text that is normal already it costs next to nothing.
  const normal = text.normalize('NFKC').toLowerCase();
  if (into.grams.length < 2 * normal.length) into.grams = new Uint32Array(2 * normal.length + 1024);
  const unspacedCount = scan(normal, into);
  if (into.words.length > unspacedCount) dropStopWords(into);
  return into;
}

/** Fills the buffers; returns how many unspaced characters the text has. */
function scan(text: string, into: Analysis): number {
  const table = characterClasses();
  const { grams, words } = into;
  let gramCount = 0;
  let unspacedCount = 0;
  let at = 0;
  while (at < text.length) {
    const kind = classAt(table, text, at);
    if (kind === separator) {
      at += 1;
    } else if (kind === wordCharacter) {
      const start = at;
      while (at < text.length && classAt(table, text, at) === wordCharacter) at += widthAt(text, at);
      words.push(text.slice(start, Math.min(at, start + maxWordCharacters)));
    } else {
      let previous = -1;
      let previousWidth = 0;
      while (at < text.length && classAt(table, text, at) === unspacedCharacter) {
        const width = widthAt(text, at);
        const code = text.charCodeAt(at);
        unspacedCount += 1;
        if (width === 1) grams[gramCount++] = code;
        else words.push(text.slice(at, at + width));
        if (previous >= 0 && previousWidth === 1 && width === 1) grams[gramCount++] = ((previous << 16) | code) >>> 0;
        else if (previous >= 0) words.push(text.slice(at - previousWidth, at + width));
        previous = code;
        previousWidth = width;
        at += width;
      }
    }
  }
  into.gramCount = gramCount;
  return unspacedCount;
}

function classAt(table: Uint8Array, text: string, at: number): number {
  const kind = table[text.charCodeAt(at)] as number;
  if (kind !== highSurrogate) return kind;
  return classify(String.fromCodePoint(text.codePointAt(at) as number));
}

const widthAt = (text: string, at: number): number => ((text.codePointAt(at) as number) > 0xffff ? 2 : 1);

/** A text of nothing but stop words keeps them: the query "to be or not to be" still means something. */
function dropStopWords(into: Analysis): void {
  const kept = into.words.filter((word) => !englishStopWords.has(word));
  if (kept.length > 0 || into.gramCount > 0) into.words = kept;
}

/** The readable form of an n-gram of `Analysis.grams`. */
export const gramText = (gram: number): string =>
  gram > 0xffff ? String.fromCharCode(gram >>> 16, gram & 0xffff) : String.fromCharCode(gram);
