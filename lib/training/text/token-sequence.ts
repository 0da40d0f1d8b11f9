import type { Tokenizer } from '@huggingface/tokenizers';
import type { Random } from '@/lib/foundation/random';

/** A text as token ids, without special tokens; `titleLength` tokens at the beginning belong to the title. */
export type TokenSequence = { tokens: Int32Array; titleLength: number };

/** Parts of a sequence, by start and end: what a training example shows of a text. */
export type Excerpt = { sequence: TokenSequence; ranges: readonly (readonly [start: number, end: number])[] };

/** The whole of a text. */
export const wholeText = (sequence: TokenSequence): Excerpt => ({ sequence, ranges: [[0, sequence.tokens.length]] });

/** The tokens of an excerpt, one range after the other. */
export function excerptTokens({ sequence, ranges }: Excerpt): Int32Array {
  const [first, ...more] = ranges;
  if (!first) return new Int32Array(0);
  if (more.length === 0) return sequence.tokens.subarray(first[0], first[1]);
  return Int32Array.from(ranges.flatMap(([start, end]) => [...sequence.tokens.subarray(start, end)]));
}

/**
 * Encodes a document as `title`, line break, `text`, which the tokenizer cuts at the line break, so that the title's tokens
 * come first and can be told apart.
 *
 * @param maximumLength tokens that are kept
 */
export function encodeDocument(
  tokenizer: Tokenizer,
  document: { title: string; text: string },
  maximumLength: number,
): TokenSequence {
  const title = document.title === '' ? [] : tokenizer.encode(document.title, { add_special_tokens: false }).ids;
  const kept = title.slice(0, maximumLength);
  // A token takes at least one character, so what lies far behind the limit need not be read at all.
  const text = document.text.slice(0, 16 * maximumLength);
  const body = tokenizer.encode(text, { add_special_tokens: false }).ids.slice(0, maximumLength - kept.length);
  return { tokens: Int32Array.from([...kept, ...body]), titleLength: kept.length };
}

/** Encodes a query. */
export const encodeQuery = (tokenizer: Tokenizer, text: string, maximumLength: number): TokenSequence =>
  encodeDocument(tokenizer, { title: '', text }, maximumLength);

/** The numbers 0 to n - 1 in random order. */
export function randomOrder(n: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.int(i + 1);
    const kept = order[i] as number;
    order[i] = order[j] as number;
    order[j] = kept;
  }
  return order;
}
