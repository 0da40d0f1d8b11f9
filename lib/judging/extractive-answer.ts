import type { AnswerOutcome } from './answer-outcome';
import type { RetrievedDocument } from './normalise-answer';
import { isMostlyChinese, splitSentences, termsOf } from './sentences';

type Candidate = { text: string; document: number; position: number; terms: Set<string>; score: number };

/**
 * An answer without a language model: the sentences of the retrieved documents that share most with the question, quoted
 * with their citation, under a line that says so.
 *
 * @param question   the query
 * @param documents  as retrieved, best first
 * @param sentences  how many to quote at most, a positive integer
 * @returns          a failure `no_documents` when there is nothing to quote
 *
 * Each sentence scores the summed idf (over these documents' sentences) of the question's terms it contains, divided by
 * the square root of its length; a little for a high rank; chosen one after the other, each discounted by what the ones
 * before it have said already (maximal marginal relevance). Quoted in the order of documents and sentences.
 */
export function extractiveAnswer(
  question: string,
  documents: readonly RetrievedDocument[],
  sentences: number,
): AnswerOutcome {
  const candidates = candidatesOf(question, documents);
  if (candidates.length === 0) {
    return {
      isOk: false,
      failure: {
        kind: 'no_documents',
        message: 'Nothing was retrieved, so nothing can be quoted.',
        isRetryable: false,
      },
    };
  }
  const chosen: Candidate[] = [];
  while (chosen.length < sentences && candidates.length > 0) {
    let best = 0;
    let bestValue = Number.NEGATIVE_INFINITY;
    for (const [i, candidate] of candidates.entries()) {
      const said = Math.max(0, ...chosen.map((other) => overlap(candidate.terms, other.terms)));
      const value = candidate.score * (1 - said);
      if (value > bestValue) {
        best = i;
        bestValue = value;
      }
    }
    const [next] = candidates.splice(best, 1);
    // A sentence that adds nothing to the ones quoted is not worth reading.
    if (!next || (chosen.length > 0 && bestValue <= 0)) break;
    chosen.push(next);
  }
  chosen.sort((a, b) => a.document - b.document || a.position - b.position);
  const notice = isMostlyChinese(question) ? NOTICE.zh : NOTICE.en;
  const lines = chosen.map((candidate) => `- ${candidate.text} [${candidate.document + 1}]`);
  return { isOk: true, text: `${notice}\n\n${lines.join('\n')}`, usage: { model: 'extractive', isExtractive: true } };
}

/** Said at the top of every extractive answer, in the language of the question. */
export const NOTICE = {
  en: 'Quoted from the sources; no language model wrote this.',
  zh: '以下内容摘自来源原文，并非由语言模型撰写。',
} as const;

function candidatesOf(question: string, documents: readonly RetrievedDocument[]): Candidate[] {
  const candidates: Candidate[] = [];
  const seen = new Set<string>();
  for (const [document, { text }] of documents.entries()) {
    for (const [position, sentence] of splitSentences(text).entries()) {
      const terms = new Set(termsOf(sentence));
      if (terms.size === 0 || seen.has(sentence)) continue;
      seen.add(sentence);
      candidates.push({ text: sentence.slice(0, 600), document, position, terms, score: 0 });
    }
  }
  const asked = new Set(termsOf(question));
  const rarity = new Map<string, number>();
  for (const term of asked) {
    const containing = candidates.filter(({ terms }) => terms.has(term)).length;
    rarity.set(term, Math.log(1 + candidates.length / (containing + 0.5)));
  }
  for (const candidate of candidates) {
    let shared = 0;
    for (const [term, weight] of rarity) if (candidate.terms.has(term)) shared += weight;
    candidate.score = shared / Math.sqrt(candidate.terms.size) + 0.05 / (1 + candidate.document);
  }
  return candidates;
}

/** Share of the smaller set that lies in the other, in [0, 1]. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let common = 0;
  for (const term of small) if (large.has(term)) common++;
  return small.size === 0 ? 0 : common / small.size;
}
