import { describe, expect, it } from 'vitest';
import { analyseText, gramText } from './lexical-analysis';

const terms = (text: string): string[] => {
  const { grams, gramCount, words } = analyseText(text);
  return [...Array.from(grams.subarray(0, gramCount), gramText), ...words].sort();
};

describe('analyseText', () => {
  it('splits Chinese into single characters and overlapping pairs that do not cross punctuation', () => {
    expect(terms('租金，押金')).toEqual(['押', '押金', '租', '租金', '金', '金'].sort());
  });

  it('splits Latin text into lower-case words without stop words', () => {
    expect(terms('The Tenant is NOT to pay 30 days')).toEqual(['30', 'days', 'pay', 'tenant']);
  });

  it('keeps words and characters of mixed text apart at their borders', () => {
    expect(terms('A股IPO上市2024年')).toEqual(['2024', 'a', 'ipo', '上', '上市', '年', '市', '股'].sort());
  });

  it('keeps stop words where the text is mainly Chinese, because there they are names', () => {
    expect(terms('IT 服务')).toContain('it');
    expect(terms('to B 业务模式')).toContain('to');
    expect(terms('is the Apple 苹果 phone good')).not.toContain('the');
  });

  it('keeps a text that consists of stop words alone', () => {
    expect(terms('to be or not to be')).toEqual(['be', 'be', 'not', 'or', 'to', 'to']);
  });

  it('reads full-width and compatibility forms like the ordinary ones', () => {
    expect(terms('ＡＢＣ１２３ ﬁne')).toEqual(['abc123', 'fine']);
  });

  it('treats characters beyond the basic plane as characters, not as halves', () => {
    expect(terms('𠮷野家')).toEqual(['家', '野', '野家', '𠮷', '𠮷野'].sort());
    expect(terms('\ud842')).toEqual([]);
  });

  it('splits kana, Hangul and Thai as unspaced scripts and keeps accents and other alphabets as words', () => {
    expect(terms('ビール')).toEqual(['ビ', 'ビー', 'ー', 'ール', 'ル'].sort());
    expect(terms('계약')).toEqual(['계', '계약', '약'].sort());
    expect(terms('สัญ')).toContain('สั');
    expect(terms('Café Договор naïve')).toEqual(['café', 'naïve', 'договор'].sort());
  });

  it('gives no terms for empty text, punctuation and emoji', () => {
    expect(terms('')).toEqual([]);
    expect(terms('—。！ 🎉 \n')).toEqual([]);
  });

  it('cuts an endless word instead of keeping it whole', () => {
    expect(terms('x'.repeat(10_000))).toEqual(['x'.repeat(128)]);
  });

  it('gives the same terms when its buffers are used again', () => {
    const buffers = analyseText('很长的一段文字 with words');
    const again = analyseText('租金', buffers);
    expect(Array.from(again.grams.subarray(0, again.gramCount), gramText)).toEqual(['租', '金', '租金']);
    expect(again.words).toEqual([]);
  });
});
