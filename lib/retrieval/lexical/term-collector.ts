import type { Analysis } from '../lexical-analysis';
import { GramTable } from './gram-table';

/**
 * Gives every distinct term of a corpus a number in order of appearance and counts the terms of one document at a time.
 * N-grams have even, words odd numbers, so that both can grow without moving the other.
 */
export class TermCollector {
  readonly grams = new GramTable();
  readonly words: string[] = [];
  private readonly wordIds = new Map<string, number>();
  /** documents that hold a term, by term number */
  documentFrequencies = new Uint32Array(1 << 13);
  /** ordinal + 1 of the last document that held the term */
  private lastDocument = new Uint32Array(1 << 13);
  /** place of the term in the lists of the current document */
  private place = new Uint32Array(1 << 13);

  /** distinct terms of the current document and how often each occurs; the first `count` entries count */
  terms = new Uint32Array(1 << 10);
  frequencies = new Uint32Array(1 << 10);
  count = 0;
  private document = 0;

  /** Counts one document. Returns its length in terms, duplicates included. */
  collect(analysis: Analysis): number {
    this.document += 1;
    this.count = 0;
    for (let i = 0; i < analysis.gramCount; i++) this.add(2 * this.grams.idOf(analysis.grams[i] as number));
    for (const word of analysis.words) this.add(2 * this.wordId(word) + 1);
    return analysis.gramCount + analysis.words.length;
  }

  private wordId(word: string): number {
    const known = this.wordIds.get(word);
    if (known !== undefined) return known;
    this.wordIds.set(word, this.words.length);
    this.words.push(word);
    return this.words.length - 1;
  }

  private add(term: number): void {
    if (term >= this.lastDocument.length) this.growTerms(term);
    if (this.lastDocument[term] === this.document) {
      const place = this.place[term] as number;
      this.frequencies[place] = (this.frequencies[place] as number) + 1;
      return;
    }
    if (this.count === this.terms.length) this.growLists();
    this.lastDocument[term] = this.document;
    this.documentFrequencies[term] = (this.documentFrequencies[term] as number) + 1;
    this.place[term] = this.count;
    this.terms[this.count] = term;
    this.frequencies[this.count] = 1;
    this.count += 1;
  }

  private growTerms(term: number): void {
    const length = Math.max(this.lastDocument.length * 2, term + 1);
    this.documentFrequencies = grown(this.documentFrequencies, length);
    this.lastDocument = grown(this.lastDocument, length);
    this.place = grown(this.place, length);
  }

  private growLists(): void {
    this.terms = grown(this.terms, this.terms.length * 2);
    this.frequencies = grown(this.frequencies, this.frequencies.length * 2);
  }
}

function grown(array: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const next = new Uint32Array(length);
  next.set(array);
  return next;
}
