import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Uncomputable } from '@/lib/foundation/errors';
import { buildTokenizer, loadTokenizer, specialIds } from './build-tokenizer';
import { buildNgramTable, pairNumber } from './ngram-table';

const texts = ['个体工商户的财产，个体经营。', 'Ｃontract clauses and contracts 2023', 'contract contractor 房东 房东'];
const settings = { minimumCount: 1, maximumTokens: 1000, maximumLength: 64 };

describe('a tokenizer built from a corpus', () => {
  it('makes each Han character a token and keeps frequent words whole', () => {
    const tokenizer = loadTokenizer(buildTokenizer(texts, 'plain', { ...settings, minimumCount: 2 }));
    expect(tokenizer.tokenize('房东的contract')).toEqual(['房', '东', '[UNK]', 'contract']);
  });

  it('cuts an unseen word into known pieces instead of losing it', () => {
    const tokenizer = loadTokenizer(buildTokenizer(texts, 'plain', settings));
    const ids = tokenizer.encode('contracted').ids;
    expect(ids.length).toBeGreaterThan(1);
    expect(ids).not.toContain(specialIds.unknown);
  });

  it('places special tokens and sides of a pair as BERT does', () => {
    const tokenizer = loadTokenizer(buildTokenizer(texts, 'bert', settings));
    const pair = tokenizer.encode('房东', { text_pair: '个体', return_token_type_ids: true });
    expect(pair.ids[0]).toBe(specialIds.first);
    expect(pair.ids.filter((id) => id === specialIds.separator).length).toBe(2);
    expect(pair.token_type_ids).toEqual([0, 0, 0, 0, 1, 1, 1]);
  });

  it('does not depend on the order of the texts', () => {
    const forward = buildTokenizer(texts, 'plain', settings).vocabulary;
    expect(buildTokenizer(texts.toReversed(), 'plain', settings).vocabulary).toEqual(forward);
  });

  it('survives any text', () => {
    const tokenizer = loadTokenizer(buildTokenizer(texts, 'plain', settings));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(tokenizer.encode(text).ids.every((id) => id >= 0)).toBe(true);
      }),
    );
  });

  it('refuses texts without a single word', () => {
    expect(() => buildTokenizer(['', ' \n'], 'plain')).toThrow(Uncomputable);
  });
});

describe('the table of token pairs', () => {
  it('numbers every known pair and recognises every unknown one', () => {
    const pairsOf = fc.uniqueArray(fc.tuple(fc.nat(999), fc.nat(999)), {
      maxLength: 2000,
      selector: ([left, right]) => left * 1000 + right,
    });
    fc.assert(
      fc.property(pairsOf, (pairs) => {
        const table = buildNgramTable(pairs, 1000);
        const known = new Set(pairs.map(([left, right]) => left * 1000 + right));
        for (const [i, [left, right]] of pairs.entries()) expect(pairNumber(table, left, right)).toBe(i + 1);
        for (let key = 0; key < 2000; key++) {
          if (!known.has(key)) expect(pairNumber(table, Math.floor(key / 1000), key % 1000)).toBe(0);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('holds a hundred thousand pairs', () => {
    const pairs = Array.from({ length: 100_000 }, (_, i) => [i % 20_011, Math.floor(i / 20_011) * 3571] as const);
    const table = buildNgramTable(pairs, 20_011);
    expect(table.count).toBe(100_000);
    expect(table.slots).toBe(Math.ceil(100_000 / 0.7) + 1);
    for (let i = 0; i < pairs.length; i += 997) {
      expect(pairNumber(table, pairs[i]?.[0] ?? 0, pairs[i]?.[1] ?? 0)).toBe(i + 1);
    }
  });
});
