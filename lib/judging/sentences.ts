/** Abbreviations after which a full stop does not end a sentence. */
const abbreviation =
  /(?:^|[\s(])(?:[A-Z]|art|arts|cf|co|corp|dr|e\.g|etc|fig|i\.e|inc|jr|ltd|mr|mrs|ms|no|nos|p|pp|para|paras|prof|sec|sr|st|subs|u\.s|v|vol|vs)\.$/i;

/**
 * Splits a passage into sentences, Chinese and Latin alike.
 *
 * @returns the sentences in order, trimmed, none empty; closing quotes and brackets stay with their sentence. Line breaks
 *          end sentences. A full stop inside a number, after an initial or after a known abbreviation does not.
 */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  for (const line of text.split(/\n+/)) {
    let start = 0;
    for (const match of line.matchAll(/[。！？；!?]+[”’」』）)\]"']*|\.+[”’)\]"']*(?=\s|$)/gu)) {
      const end = match.index + match[0].length;
      const candidate = line.slice(start, end);
      if (match[0].startsWith('.') && abbreviation.test(candidate.replace(/[”’)\]"']+$/u, ''))) continue;
      push(sentences, candidate);
      start = end;
    }
    push(sentences, line.slice(start));
  }
  return sentences;
}

function push(sentences: string[], candidate: string): void {
  const trimmed = candidate.trim();
  if (trimmed) sentences.push(trimmed);
}

/**
 * The terms by which sentences are compared with a question: lower-case words of scripts with spaces, pairs of
 * neighbouring characters of Chinese, Japanese and Korean text (single ones where a character stands alone).
 */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  for (const [run] of text
    .toLowerCase()
    .matchAll(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+|[\p{L}\p{N}]+/gu)) {
    if (!/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(run)) terms.push(run);
    else {
      const characters = [...run];
      if (characters.length === 1) terms.push(run);
      for (let i = 0; i + 1 < characters.length; i++) terms.push(`${characters[i]}${characters[i + 1]}`);
    }
  }
  return terms;
}

/** Whether most letters of a text are Chinese characters. */
export function isMostlyChinese(text: string): boolean {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return han * 2 > (text.match(/\p{L}/gu)?.length ?? 0);
}
