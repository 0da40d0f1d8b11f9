import { readFileSync } from 'node:fs';
import { Tokenizer as FullTokenizer } from '@huggingface/tokenizers';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/lib/foundation/random';
import { hasShared, needsShared, sharedPath } from '@/lib/foundation/testing/shared-material';
import { tinyTokenizerFiles } from './testing/tiny-model';
import { createTokenizer, longestFirst, parseJsonFile } from './tokenizer';

const readShared = (...parts: string[]) => parseJsonFile(readFileSync(sharedPath(...parts), 'utf8'), 'shared');
const numbersOf = (json: unknown) => json as { input_ids: number[][] } & Record<string, unknown>;

/** Texts that mix every class of character the short cut tells apart. */
function fuzzTexts(count: number, seed: number): string[] {
  const random = seededRandom(seed);
  const pools = [
    'abcXYZ019',
    '.,;:!?\'"-_()[]{}<>#@$%^&*+=/\\|~`',
    ' \t\n\r\u00a0\u3000\u2003\u200b\ufeff\u0085\u000b\u000c\u0000\u0007',
    '法律劳动者被拖欠工资怎么办一二三，。？！：；（）《》“”、',
    'éÀñüßĲﬁ①½Ωσςάи\u0301\u0308ąŽ',
    '한국어ひらカタ๑ไทยعربيहिन्दी',
    '😀👩‍👩‍👧𠀀𠮷𝒳\u{2f800}豈',
  ];
  return Array.from({ length: count }, () => {
    let text = '';
    for (let i = random.int(24); i >= 0; i--) {
      const pool = [...(pools[random.int(pools.length)] as string)];
      for (let n = random.int(4); n >= 0; n--) text += pool[random.int(pool.length)];
    }
    return random.int(12) === 0 ? `${text}[SEP]${text}` : text;
  });
}

describe('truncation', () => {
  it('shortens the longer text first and then both alike', () => {
    expect(longestFirst(3, 4, 10)).toEqual([3, 4]);
    expect(longestFirst(3, 20, 10)).toEqual([3, 7]);
    expect(longestFirst(20, 3, 10)).toEqual([7, 3]);
    expect(longestFirst(20, 30, 11)).toEqual([5, 6]);
    expect(longestFirst(30, 20, 11)).toEqual([6, 5]);
    expect(longestFirst(0, 30, 10)).toEqual([0, 10]);
  });
});

describe('a tokenizer of our own making', () => {
  const { tokenizer, config } = tinyTokenizerFiles();
  const tokens = createTokenizer(tokenizer, config);
  const id = (token: string) => tokens.tokenId(token) as number;

  it('keeps the special tokens whatever is cut off', () => {
    const long = tokens.encode('law of contract law of contract');
    const { ids } = tokens.single(long, 5);
    expect(ids).toHaveLength(5);
    expect([ids[0], ids[4]]).toEqual([id('[CLS]'), id('[SEP]')]);
    const pair = tokens.pair(long, long, 9);
    expect(pair.ids).toHaveLength(9);
    expect(pair.ids.filter((token) => token === id('[SEP]'))).toHaveLength(2);
    expect(pair.ids.at(-1)).toBe(id('[SEP]'));
    expect(pair.typeIds).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it('makes a pair of an empty second text, not a single', () => {
    const { ids, typeIds } = tokens.pair(tokens.encode('law'), [], 16);
    expect(ids).toEqual([id('[CLS]'), id('law'), id('[SEP]'), id('[SEP]')]);
    expect(typeIds).toEqual([0, 0, 0, 1]);
  });

  it('treats a special token inside a text as ordinary characters when asked to', () => {
    const plain = createTokenizer(tokenizer, config, { recognisesSpecialTokens: false });
    expect(tokens.encode('a [SEP] b')).toContain(id('[SEP]'));
    expect(plain.encode('a [SEP] b')).not.toContain(id('[SEP]'));
  });

  it('gives the ids of the full tokenizer on text of every script', () => {
    const full = new FullTokenizer(tokenizer, config);
    for (const text of fuzzTexts(3000, 7)) {
      expect(tokens.encode(text), JSON.stringify(text)).toEqual(full.encode(text, { add_special_tokens: false }).ids);
    }
  });

  it('reads files that begin with a byte order mark and explains files that are cut short', () => {
    expect(parseJsonFile('\uFEFF{"a":1}', 'tokenizer.json')).toEqual({ a: 1 });
    expect(() => parseJsonFile('{"a":', 'tokenizer.json')).toThrow(/tokenizer.json is not valid JSON/);
    expect(() => createTokenizer({ model: { type: 'Nothing' } }, {})).toThrow(/cannot be used/);
    expect(() => createTokenizer('text', {})).toThrow(/does not describe a tokenizer/);
  });
});

describe.skipIf(!hasShared('models'))(`the exports of other tools (${needsShared})`, () => {
  const open = (name: string) =>
    createTokenizer(readShared('models', name, 'tokenizer.json'), readShared('models', name, 'tokenizer_config.json'));

  it('gives the ids that PyTorch saw, for texts and for pairs', () => {
    const embed = numbersOf(readShared('models', 'zh-tiny-embed', 'expected.json'));
    const zh = open('zh-tiny-embed');
    const texts = embed.texts as string[];
    expect(texts.map((text) => zh.single(zh.encode(text), 256).ids)).toEqual(embed.input_ids);

    const rerank = numbersOf(readShared('models', 'zh-tiny-rerank', 'expected.json'));
    const passages = rerank.passages as string[];
    const query = zh.encode(rerank.query as string);
    const pairs = passages.map((passage) => zh.pair(query, zh.encode(passage), 512));
    expect(pairs.map(({ ids }) => ids)).toEqual(rerank.input_ids);
    expect(pairs.map(({ typeIds }) => typeIds)).toEqual(rerank.token_type_ids);

    const qwen = open('tiny-qwen3-embed');
    const expected = numbersOf(readShared('models', 'tiny-qwen3-embed', 'expected.json'));
    const queries = (expected.queries as string[]).map((text) => `${expected.query_prompt}${text}`);
    const all = [...queries, ...(expected.documents as string[])];
    expect(all.map((text) => qwen.single(qwen.encode(text), 512).ids)).toEqual(expected.input_ids);
    // The token that its post-processor appends survives truncation, because the last token is what gets pooled.
    expect(qwen.single(qwen.encode(all[3] as string), 8).ids.at(-1)).toBe(expected.pad_id);
  });

  it('gives the ids of the full tokenizer for the real vocabulary, on statutes and on text of every script', () => {
    const json = readShared('models', 'zh-tiny-embed', 'tokenizer.json') as object;
    const config = readShared('models', 'zh-tiny-embed', 'tokenizer_config.json') as object;
    const lowercased = {
      ...json,
      normalizer: { ...(json as { normalizer: object }).normalizer, lowercase: true, strip_accents: null },
    };
    for (const variant of [json, lowercased]) {
      const full = new FullTokenizer(structuredClone(variant), config);
      const tokens = createTokenizer(structuredClone(variant), config);
      for (const text of fuzzTexts(2000, 11)) {
        const expected = full.encode(text, { add_special_tokens: false }).ids;
        expect(tokens.encode(text), JSON.stringify(text)).toEqual(expected);
      }
    }
  });
});
