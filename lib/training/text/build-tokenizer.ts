import { Tokenizer } from '@huggingface/tokenizers';
import { Uncomputable } from '@/lib/foundation/errors';

/**
 * A tokenizer built from the corpus, in the format that every Hugging Face tool reads.
 *
 * Text is normalised (NFKC, lower case), cut at white space and punctuation, and Han characters stand alone: the BERT
 * pipeline. A Han character is one token; a Latin or digit run is a whole word if the corpus repeats it, else the longest
 * pieces that the vocabulary has (WordPiece). Overlapping pairs of tokens cannot be expressed in this format; the models
 * form them inside their graph (see `ngram-table.ts`).
 */
export type TokenizerFiles = {
  /** content of tokenizer.json */
  tokenizer: Record<string, unknown>;
  /** content of tokenizer_config.json */
  config: Record<string, unknown>;
  /** tokens in the order of their ids */
  vocabulary: string[];
};

export const specialTokens = {
  pad: '[PAD]',
  unknown: '[UNK]',
  first: '[CLS]',
  separator: '[SEP]',
  mask: '[MASK]',
} as const;
export const specialIds = { pad: 0, unknown: 1, first: 2, separator: 3, mask: 4 } as const;

export type TokenizerSettings = {
  /** a word or character must occur this often to become a token */
  minimumCount: number;
  /** the most frequent ones are kept up to this number */
  maximumTokens: number;
  /** longest input in tokens, special tokens included; longer texts are cut */
  maximumLength: number;
};

export const defaultTokenizer: TokenizerSettings = { minimumCount: 2, maximumTokens: 40_000, maximumLength: 512 };

/** What a text is turned into before and between the tokens; `single` and `pair` place the special tokens. */
export type Template = 'plain' | 'bert';

/**
 * Builds vocabulary and pipeline.
 *
 * @param texts    everything the tokenizer should know, read once
 * @param template `plain` adds no special token (bags); `bert` makes `[CLS] a [SEP]` and `[CLS] a [SEP] b [SEP]`
 * @throws {Uncomputable} if the texts hold no token at all
 */
export function buildTokenizer(
  texts: Iterable<string>,
  template: Template,
  settings: TokenizerSettings = defaultTokenizer,
): TokenizerFiles {
  const counts = countWords(texts);
  const vocabulary = [...Object.values(specialTokens), ...chooseTokens(counts, settings)];
  if (vocabulary.length === Object.keys(specialTokens).length) {
    throw new Uncomputable('The texts hold no words, so there is nothing to build a tokenizer from.', {
      hint: 'Check that the corpus has texts in a language that is written with letters or characters.',
    });
  }
  return {
    tokenizer: tokenizerJson(vocabulary, template),
    config: {
      tokenizer_class: 'PreTrainedTokenizerFast',
      model_max_length: settings.maximumLength,
      pad_token: specialTokens.pad,
      unk_token: specialTokens.unknown,
      cls_token: specialTokens.first,
      sep_token: specialTokens.separator,
      mask_token: specialTokens.mask,
      clean_up_tokenization_spaces: false,
    },
    vocabulary,
  };
}

/** A tokenizer ready for use. */
export const loadTokenizer = (files: Pick<TokenizerFiles, 'tokenizer' | 'config'>): Tokenizer =>
  new Tokenizer(files.tokenizer, files.config);

const normalizer = {
  type: 'Sequence',
  normalizers: [
    { type: 'NFKC' },
    { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: false, lowercase: true },
  ],
};

/** How often each word occurs: a Han character, a punctuation mark, or a run of other characters. */
function countWords(texts: Iterable<string>): Map<string, number> {
  // The vocabulary is empty, so every word becomes unknown; only the first half of the pipeline is used here.
  const { normalizer: normalise, pre_tokenizer: split } = loadTokenizer({
    tokenizer: tokenizerJson(Object.values(specialTokens), 'plain'),
    config: {},
  });
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of split?.pre_tokenize([normalise?.normalize(text) ?? text]) ?? []) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}

const longestWord = 40;
const affixLengths = [1, 2, 3, 4, 5];

/** Frequent words, and pieces of the rest: each single character, and frequent beginnings and endings. */
function chooseTokens(counts: Map<string, number>, { minimumCount, maximumTokens }: TokenizerSettings): string[] {
  const scores = new Map<string, number>();
  const bump = (token: string, count: number) => scores.set(token, (scores.get(token) ?? 0) + count);
  for (const [word, count] of counts) {
    const characters = [...word];
    if (characters.length <= longestWord) bump(word, count);
    if (characters.length < 2) continue;
    for (const length of affixLengths.filter((n) => n < characters.length)) {
      bump(characters.slice(0, length).join(''), count);
      bump(`##${characters.slice(-length).join('')}`, count);
    }
    for (const character of characters.slice(1, -1)) bump(`##${character}`, count);
  }
  return [...scores]
    .filter(([, score]) => score >= minimumCount)
    .sort(([a, scoreA], [b, scoreB]) => scoreB - scoreA || (a < b ? -1 : 1))
    .slice(0, maximumTokens)
    .map(([token]) => token);
}

function tokenizerJson(vocabulary: readonly string[], template: Template): Record<string, unknown> {
  const special = (id: number, content: string) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: Object.values(specialTokens).map((content, id) => special(id, content)),
    normalizer,
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: postProcessor(template),
    decoder: { type: 'WordPiece', prefix: '##', cleanup: false },
    model: {
      type: 'WordPiece',
      unk_token: specialTokens.unknown,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
    },
  };
}

function postProcessor(template: Template): Record<string, unknown> {
  const sequence = (id: 'A' | 'B', type: number) => ({ Sequence: { id, type_id: type } });
  const token = (id: string, type: number) => ({ SpecialToken: { id, type_id: type } });
  const { first, separator } = specialTokens;
  const entry = (content: string, id: number) => [content, { id: content, ids: [id], tokens: [content] }];
  const withSpecials = {
    single: [token(first, 0), sequence('A', 0), token(separator, 0)],
    pair: [token(first, 0), sequence('A', 0), token(separator, 0), sequence('B', 1), token(separator, 1)],
    special_tokens: Object.fromEntries([entry(first, specialIds.first), entry(separator, specialIds.separator)]),
  };
  const plain = { single: [sequence('A', 0)], pair: [sequence('A', 0), sequence('B', 1)], special_tokens: {} };
  return { type: 'TemplateProcessing', ...(template === 'bert' ? withSpecials : plain) };
}
