import { Tokenizer as FullTokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { InvalidInput } from '@/lib/foundation/errors';
import { createWordPieceShortCut, isBertWordPiece, type TokenizerParts } from './tokenizing/word-piece';

/** What a model is fed for one text or one pair: token ids with special tokens, and which segment each belongs to. */
export type Encoding = { ids: number[]; typeIds: number[] };

export type Tokenizer = {
  /** one more than the highest id that this tokenizer can give */
  readonly idCount: number;
  /** the padding token's id; 0 when the tokenizer names none, since padding is masked anyway */
  readonly padId: number;
  /** ids of a text without special tokens at its ends */
  encode(text: string): number[];
  /** A single text with its special tokens; cut to `maxLength` ids by shortening the text, never the special tokens. */
  single(text: readonly number[], maxLength: number): Encoding;
  /** A pair with its special tokens; when too long, the longer text is shortened first. */
  pair(first: readonly number[], second: readonly number[], maxLength: number): Encoding;
  /** The id of a token by its exact text, undefined if there is none. */
  tokenId(token: string): number | undefined;
};

export type TokenizerOptions = {
  /** false: a special token spelled out inside a text is ordinary characters (default true, as the models were trained) */
  recognisesSpecialTokens?: boolean;
  /** which end of a text is cut off when it is too long (default right) */
  truncationSide?: 'left' | 'right';
};

const tokenizerSchema = z.looseObject({
  model: z.looseObject({ type: z.string().optional() }),
  added_tokens: z.array(z.looseObject({ id: z.number().int().min(0), content: z.string() })).default([]),
});

/** `tokenizer_config.json` as far as it matters here; token entries are texts or objects with `content`. */
export const tokenizerConfigSchema = z.looseObject({
  pad_token: z.unknown().optional(),
  model_max_length: z.number().optional(),
  padding_side: z.enum(['left', 'right']).optional(),
  truncation_side: z.enum(['left', 'right']).optional(),
});
export type TokenizerConfig = z.infer<typeof tokenizerConfigSchema>;

/** Parses JSON that may begin with a byte order mark. @throws {InvalidInput} naming the file */
export function parseJsonFile(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new InvalidInput(`${name} is not valid JSON; it may be cut short.`, {}, { cause });
  }
}

/**
 * Builds a tokenizer from `tokenizer.json` and `tokenizer_config.json`.
 *
 * @throws {InvalidInput} if the files are not those of a tokenizer, or of a kind that is not supported
 */
export function createTokenizer(tokenizerJson: unknown, config: unknown, options: TokenizerOptions = {}): Tokenizer {
  const { json, settings, full } = build(tokenizerJson, config, options);
  const addedTokens = json.added_tokens.map(({ content }) => content);
  const slow = (text: string) => checked(full.encode(text, { add_special_tokens: false }).ids);
  const encode = isBertWordPiece(json as TokenizerParts) ? createWordPieceShortCut(slow, addedTokens) : slow;
  let singleFrame: Frame | undefined;
  let pairFrame: Frame | undefined;
  const cutsLeft = options.truncationSide === 'left';
  const cut = (ids: readonly number[], length: number) =>
    ids.length <= length ? ids : cutsLeft ? ids.slice(ids.length - length) : ids.slice(0, length);
  return {
    idCount: countIds(full),
    padId: padIdOf(full, settings),
    encode,
    single: (text, maxLength) => {
      singleFrame ??= frameOf(full, ['A']);
      return fill(singleFrame, [cut(text, room(singleFrame, maxLength))]);
    },
    pair: (first, second, maxLength) => {
      pairFrame ??= frameOf(full, ['A', 'B']);
      const [a, b] = longestFirst(first.length, second.length, room(pairFrame, maxLength));
      return fill(pairFrame, [cut(first, a), cut(second, b)]);
    },
    tokenId: (token) => full.token_to_id(token),
  };
}

function build(tokenizerJson: unknown, config: unknown, options: TokenizerOptions) {
  const parsed = tokenizerSchema.safeParse(tokenizerJson);
  const settings = tokenizerConfigSchema.safeParse(config ?? {});
  if (!parsed.success || !settings.success) {
    throw new InvalidInput('tokenizer.json or tokenizer_config.json does not describe a tokenizer.');
  }
  const json = parsed.data;
  if (options.recognisesSpecialTokens === false) json.added_tokens = [];
  try {
    return { json, settings: settings.data, full: new FullTokenizer(json, settings.data) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.slice(0, 200) : 'unknown reason';
    throw new InvalidInput(`tokenizer.json cannot be used: ${reason}`, {}, { cause });
  }
}

/** A token without an id means that the files do not belong together; it must not reach the model as NaN. */
function checked(ids: number[]): number[] {
  for (const id of ids) {
    if (id === undefined)
      throw new InvalidInput('The tokenizer has no id for a part of this text and no unknown token.');
  }
  return ids;
}

function countIds(full: FullTokenizer): number {
  let highest = -1;
  for (const id of full.get_vocab().values()) highest = Math.max(highest, id);
  return highest + 1;
}

function padIdOf(full: FullTokenizer, { pad_token: token }: TokenizerConfig): number {
  const content = typeof token === 'object' && token !== null && 'content' in token ? token.content : token;
  return (typeof content === 'string' ? full.token_to_id(content) : undefined) ?? 0;
}

/** Special tokens around one or two texts: alternating runs of special tokens and the index of a text. */
type Frame = { parts: ({ ids: number[]; typeIds: number[] } | { text: number; typeId: number })[]; size: number };

/** Learns the frame by letting the post-processor wrap markers; so every kind of post-processor is covered. */
function frameOf(full: FullTokenizer, names: readonly string[]): Frame {
  const markers = names.map((name) => `\u0000${name}`);
  const [first = '', second = null] = markers;
  const wrapped = full.post_processor
    ? full.post_processor.post_process([first], second === null ? null : [second], true)
    : { tokens: markers };
  const tokens = (wrapped.tokens ?? []) as string[];
  const typeIds = (wrapped as { token_type_ids?: number[] }).token_type_ids;
  const parts: Frame['parts'] = [];
  let size = 0;
  tokens.forEach((token, index) => {
    const typeId = typeIds?.[index] ?? 0;
    const text = markers.indexOf(token);
    if (text >= 0) {
      parts.push({ text, typeId });
      return;
    }
    const id = full.token_to_id(token);
    if (id === undefined) throw new InvalidInput('The tokenizer adds a special token that it has no id for.');
    parts.push({ ids: [id], typeIds: [typeId] });
    size++;
  });
  const texts = parts.filter((part) => 'text' in part).length;
  // A post-processor without a template leaves the second text aside; then the two simply follow each other.
  if (texts < names.length) return { parts: names.map((_, text) => ({ text, typeId: 0 })), size: 0 };
  return { parts, size };
}

function room(frame: Frame, maxLength: number): number {
  if (maxLength <= frame.size) throw new InvalidInput(`A maximum length of ${maxLength} leaves no room for text.`);
  return maxLength - frame.size;
}

function fill(frame: Frame, texts: readonly (readonly number[])[]): Encoding {
  const ids: number[] = [];
  const typeIds: number[] = [];
  for (const part of frame.parts) {
    if ('text' in part) {
      for (const id of texts[part.text] ?? []) {
        ids.push(id);
        typeIds.push(part.typeId);
      }
    } else {
      ids.push(...part.ids);
      typeIds.push(...part.typeIds);
    }
  }
  return { ids, typeIds };
}

/**
 * How many tokens of each text remain so that both fit: the longer one is shortened until they are equal, then both.
 * Same values as the strategy `longest_first` of Hugging Face tokenizers.
 */
export function longestFirst(first: number, second: number, total: number): [number, number] {
  if (first + second <= total) return [first, second];
  const shorter = Math.min(first, second);
  let [small, large] = shorter > total ? [shorter, shorter] : [shorter, Math.max(shorter, total - shorter)];
  if (small + large > total) {
    small = Math.floor(total / 2);
    large = small + (total % 2);
  }
  return first <= second ? [small, large] : [large, small];
}
