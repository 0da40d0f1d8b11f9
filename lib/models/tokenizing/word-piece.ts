/**
 * A short cut for BERT tokenizers: cut the text where the full tokenizer is certain to cut it, and remember what the
 * full tokenizer made of every piece. Nothing of its rules is repeated here except where pieces end, so the ids are the
 * same by construction wherever the cuts are safe.
 *
 * Safe cuts, with a normalizer that cleans text and sets Chinese characters apart: white space (which separates words
 * before anything else looks at them), Chinese characters (each becomes a word), and ASCII punctuation between ASCII
 * characters (each is a word; only non-ASCII text can change across it, by accents or by Greek sigma).
 */

const space = 1;
const chinese = 2;
const asciiWord = 3;
const asciiPunctuation = 4;
const other = 5;

/** The class of every UTF-16 code unit. Surrogates are `other`: their pairs are left to the full tokenizer. */
const classes = buildClasses();

function buildClasses(): Uint8Array {
  const table = new Uint8Array(0x10000).fill(other);
  for (let unit = 0x21; unit < 0x7f; unit++) {
    const isWord = /[0-9A-Za-z]/.test(String.fromCharCode(unit));
    table[unit] = isWord ? asciiWord : asciiPunctuation;
  }
  // Control characters vanish before words are cut, so they must stay inside their piece: "a\u0007b" is "ab".
  for (let unit = 0; unit < 0x20; unit++) table[unit] = other;
  table[0x7f] = other;
  const spaces = [0x09, 0x0a, 0x0d, 0x20, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000];
  for (const unit of spaces) table[unit] = space;
  for (let unit = 0x2000; unit <= 0x200a; unit++) table[unit] = space;
  for (const [from, to] of [
    [0x3400, 0x4dbf],
    [0x4e00, 0x9fff],
    [0xf900, 0xfaff],
  ] as const) {
    table.fill(chinese, from, to + 1);
  }
  return table;
}

/** The parts of tokenizer.json that decide whether the short cut may be taken. */
export type TokenizerParts = {
  model: { type?: string; vocab?: unknown; merges?: unknown; continuing_subword_prefix?: unknown; unk_token?: unknown };
  pre_tokenizer?: { type?: string } | null;
  normalizer?: { type?: string; clean_text?: boolean; handle_chinese_chars?: boolean } | null;
};

/** Whether the short cut's assumptions hold for this tokenizer. */
export function isBertWordPiece({ model, pre_tokenizer: preTokenizer, normalizer }: TokenizerParts): boolean {
  return (
    isWordPiece(model) &&
    preTokenizer?.type === 'BertPreTokenizer' &&
    normalizer?.type === 'BertNormalizer' &&
    normalizer.clean_text === true &&
    normalizer.handle_chinese_chars === true
  );
}

/** Older files do not name the kind of model; then its fields tell. */
function isWordPiece(model: TokenizerParts['model']): boolean {
  if (model.type !== undefined) return model.type === 'WordPiece';
  return !model.merges && !Array.isArray(model.vocab) && !!model.continuing_subword_prefix && !!model.unk_token;
}

const memoLimit = 100_000;
const longestRemembered = 64;
const unseen = -2;
const severalTokens = -1;

/**
 * A function with the same result as `full`, about ten times faster on ordinary text.
 *
 * @param full ids of a text by the complete tokenizer, without special tokens
 * @param addedTokens texts that the tokenizer recognises anywhere; a text that holds one goes to `full` whole
 */
export function createWordPieceShortCut(
  full: (text: string) => number[],
  addedTokens: readonly string[],
): (text: string) => number[] {
  const memo = new Map<string, readonly number[]>();
  // The id of every Chinese character that is one token; several tokens are looked up in the memo.
  const single = new Int32Array(0x10000).fill(unseen);

  const piece = (text: string): readonly number[] => {
    const known = memo.get(text);
    if (known) return known;
    const ids = full(text);
    if (text.length <= longestRemembered) {
      if (memo.size >= memoLimit) memo.clear();
      memo.set(text, ids);
    }
    return ids;
  };
  const character = (unit: number, ids: number[]) => {
    let id = single[unit] as number;
    if (id === unseen) {
      const found = piece(String.fromCharCode(unit));
      id = found.length === 1 ? (found[0] as number) : severalTokens;
      single[unit] = id;
    }
    if (id >= 0) ids.push(id);
    else for (const part of piece(String.fromCharCode(unit))) ids.push(part);
  };

  return (text) => {
    for (const token of addedTokens) if (text.includes(token)) return full(text);
    const ids: number[] = [];
    let position = 0;
    while (position < text.length) {
      const kind = classes[text.charCodeAt(position)];
      if (kind === space) position++;
      else if (kind === chinese) character(text.charCodeAt(position++), ids);
      else {
        const end = pieceEnd(text, position);
        for (const id of piece(text.slice(position, end))) ids.push(id);
        position = end;
      }
    }
    return ids;
  };
}

/** The end of the longest piece from here: a run of ASCII letters, one ASCII sign, or all up to the next safe cut. */
function pieceEnd(text: string, start: number): number {
  let end = start;
  let isAscii = true;
  for (; end < text.length; end++) {
    const kind = classes[text.charCodeAt(end)] as number;
    if (kind <= chinese) break;
    if (kind === other) isAscii = false;
  }
  if (!isAscii) return end;
  if (classes[text.charCodeAt(start)] === asciiPunctuation) return start + 1;
  let wordEnd = start;
  while (wordEnd < end && classes[text.charCodeAt(wordEnd)] === asciiWord) wordEnd++;
  return wordEnd;
}
