import type { JudgeItem } from '@/lib/contracts/study';

/** A source as a judge sees it: its number in the answer, title and passage. */
export type Source = JudgeItem['left']['sources'][number];

/** A document as an arm retrieved it, best first. */
export type RetrievedDocument = { id: string; title: string; text: string };

export type NormalisedAnswer = {
  text: string;
  sources: Source[];
  /** numbers the answer cited that no source has; the citations were taken out */
  unknownCitations: number;
};

/** Longest answer that a person is asked to read, in characters. Longer ones are failures, not cut off in secret. */
export const longestAnswer = 12_000;

const citation =
  /(?:\[\^?|【)\s*(?:doc(?:ument)?s?|sources?|refs?|来源|资料|文档|参考)?\s*[#:：]?\s*(\d{1,3}(?:\s*[,;，、；]\s*\d{1,3})*)\s*(?:†[^\]】]{0,60})?(?:\]|】)/giu;

/**
 * Brings an answer of any origin to the one form in which both sides are shown: plain paragraphs and lists, citations as
 * `[1]` numbered by first appearance, sources in that order and uncited ones after them by title. Headings, tables' rules,
 * images, links, raw HTML and code fences are marks of a model's style or ways out of the page; their words stay.
 *
 * @param raw        the answer as it came
 * @param documents  what was given to the generator, in its order: citation n means documents[n - 1]
 */
export function normaliseAnswer(raw: string, documents: readonly RetrievedDocument[]): NormalisedAnswer {
  const order: number[] = [];
  let unknownCitations = 0;
  const cited = raw.replace(citation, (_, list: string) => {
    const numbers = list.split(/[^\d]+/).map(Number);
    return numbers
      .map((n) => {
        if (n < 1 || n > documents.length) {
          unknownCitations++;
          return '';
        }
        if (!order.includes(n)) order.push(n);
        return `[${order.indexOf(n) + 1}]`;
      })
      .join('');
  });
  const uncited = documents.map((_, i) => i + 1).filter((n) => !order.includes(n));
  // By title, because the order of retrieval tells the retriever.
  uncited.sort((a, b) => compareTitles(documents[a - 1], documents[b - 1]));
  const sources = [...order, ...uncited].map((n, i) => {
    const { title, text } = documents[n - 1] as RetrievedDocument;
    return { number: i + 1, title: visibleText(title), text: visibleText(text) };
  });
  return { text: plainMarkdown(visibleText(cited)), sources, unknownCitations };
}

function compareTitles(a: RetrievedDocument | undefined, b: RetrievedDocument | undefined): number {
  const key = (d: RetrievedDocument | undefined) => `${d?.title ?? ''}\n${d?.text ?? ''}`;
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
}

/**
 * Text without characters that are invisible or turn the direction of what follows: zero-width, bidirectional controls,
 * other control characters except line breaks; line breaks and wide spaces in one form.
 */
export const visibleText = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\r\n?|\u2028|\u2029|\u0085/g, '\n')
    .replace(/[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u00AD\u061C]/g, '')
    .replace(/\p{Cc}/gu, (c) => (c === '\n' ? c : c === '\t' ? ' ' : ''))
    .replace(/[\u00A0\u2000-\u200A\u202F\u205F]/g, ' ');

/** Markdown reduced to paragraphs, lists, bold and italics: the level both sides share. */
function plainMarkdown(text: string): string {
  return (
    text
      .replace(/<(script|style|iframe|object|svg)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
      .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
      .replace(/<\/?(?:p|div|br|li|ul|ol|tr|h[1-6]|table|section|article)\b[^>]*>/gi, '\n')
      .replace(/<\/?[a-z][^<>\n]{0,500}>/gi, '')
      .replace(/^[ \t]*(?:```|~~~).*$/gm, '')
      .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/\[([^\]]+)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+"[^"]*")?\)/g, '$1')
      .replace(/^[ \t]*\[[^\]\d][^\]]*\]:\s*\S+.*$/gm, '')
      .replace(/\bhttps?:\/\/\S+/gi, '')
      .replace(/^[ \t]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$/gm, '$1')
      .replace(/^(.+)\n[ \t]*(?:={3,}|-{3,})[ \t]*$/gm, '$1')
      .replace(/^[ \t]*(?:[-*_][ \t]*){3,}$/gm, '')
      .replace(/^[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+[ \t]*:?-*:?[ \t]*$/gm, '')
      .replace(/^([ \t]*)[*+•·]\s+/gm, '$1- ')
      .replace(/^[ \t]*>[ \t]?/gm, '')
      .replace(/[ \t]+$/gm, '')
      // With or without a blank before a citation is a habit of the model.
      .replace(/(\S)[ \t]+(?=\[\d{1,3}\])/g, '$1')
      .replace(/[ \t]{2,}/g, ' ')
      .replace(/\n{3,}/g, '\n\n')
      .trim()
  );
}
