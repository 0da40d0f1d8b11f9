/** Fixed inputs that every checkpoint is tried on when it is registered, and again when it is verified. */

const sentence = 'The court found that the contract was void because the seller had not been told. ';
const statute = '用人单位应当按照劳动合同约定和国家规定，向劳动者及时足额支付劳动报酬。';

/** Short and long, Latin and Chinese, empty, odd characters, and runs of nearly equal length that share a batch. */
export const probeTexts: readonly string[] = [
  'Which law governs the contract?',
  '劳动者被拖欠工资怎么办？',
  'wage',
  '专利权的保护期限是多久',
  '',
  'Payment is due within 30 days (see § 4.2); interest: 5 % p.a. — naïve façade, “quotes”, 😀.',
  ...[20, 21, 22].map((count) => `${sentence.repeat(3)}${'law '.repeat(count)}`),
  ...[100, 101, 102, 103].map((length) => statute.repeat(4).slice(0, length)),
];

/** Longer than any model takes, so that cutting and the last position are tried too. */
export const longProbe = (maxLength: number): string =>
  `${sentence}${statute}`.repeat(Math.min(400, Math.ceil(maxLength / 20) + 1));

export const probeQueries: readonly string[] = ['Which law governs the contract?', '劳动者被拖欠工资怎么办？'];

/** Longest input that the check runs at full length; longer ones take minutes on a processor. */
export const longestProbed = 1024;

const probesOfVocabulary = 4;
const wordsPerProbe = 6;

/**
 * Texts made of words that the tokenizer knows, spread evenly over its vocabulary: for a model of a language that the
 * fixed probes do not have. The same tokenizer always gives the same texts.
 */
export function vocabularyProbes(tokenizerJson: unknown): string[] {
  const model = (tokenizerJson as { model?: { vocab?: unknown } } | null)?.model;
  const entries = Array.isArray(model?.vocab)
    ? model.vocab.map((entry: unknown) => (Array.isArray(entry) ? String(entry[0]) : ''))
    : Object.keys((model?.vocab as object | undefined) ?? {});
  // The marks of word pieces, of sentence pieces and of byte-level pieces.
  const words = entries
    .map((entry) => entry.replace(/^(?:##|\u2581|\u0120)/u, ''))
    .filter((word) => /^\p{L}{1,20}$/u.test(word));
  const count = probesOfVocabulary * wordsPerProbe;
  if (words.length < count) return words.length > 1 ? [words.slice(0, 1).join(' '), words.slice(1).join(' ')] : [];
  const chosen = Array.from({ length: count }, (_, i) => words[Math.floor((words.length * (i + 0.5)) / count)] ?? '');
  return Array.from({ length: probesOfVocabulary }, (_, i) =>
    chosen.filter((_word, position) => position % probesOfVocabulary === i).join(' '),
  );
}
