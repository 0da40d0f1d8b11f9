import { InvalidInput } from '@/lib/foundation/errors';
import { analyseText } from './lexical-analysis';
import type { LexicalIndex } from './lexical-index';

/** k1 bends the effect of repeated terms, b the effect of length. */
export type Bm25Parameters = { k1: number; b: number };

/** A term that the query and a document share, and what it adds to the score. */
export type MatchedTerm = { term: string; weight: number };

/** A query as the index knows it: its distinct terms, ascending, with their counts. */
export type LexicalQuery = readonly { term: number; count: number }[];

export type Bm25 = {
  readonly documents: number;
  /** The terms of a query that the corpus has; empty when it has none of them. */
  prepare(query: string): LexicalQuery;
  /**
   * Scores every document against a query into `scores`; documents without any term of it get 0.
   *
   * @param scores  one entry per document, overwritten
   */
  score(query: LexicalQuery, scores: Float32Array): void;
  /** The shared terms of a query and one document, heaviest first; empty when they share none. */
  explain(query: LexicalQuery, ordinal: number): MatchedTerm[];
};

/** @throws {InvalidInput} unless k1 is a finite number of at least 0 and b lies in [0, 1] */
export function checkBm25Parameters({ k1, b }: Bm25Parameters): void {
  if (!Number.isFinite(k1) || k1 < 0) throw new InvalidInput(`k1 of BM25 must be a number of at least 0, not ${k1}.`);
  if (!(b >= 0 && b <= 1)) throw new InvalidInput(`b of BM25 must lie between 0 and 1, not ${b}.`);
}

/**
 * BM25 over a loaded lexical index:
 *   score(q, D) = sum over terms t of q, with repetition, of idf(t) * f(t, D) / (f(t, D) + k1 * (1 - b + b * |D| / mean))
 *   idf(t) = ln(1 + (N - n(t) + 0.5) / (n(t) + 0.5))
 * as in Lucene since version 8 (the factor k1 + 1 is left out, which changes no order). The parameters belong to a
 * configuration and not to the file: the share of each posting is computed the first time its term is asked for and
 * kept, so opening costs nothing, later queries only add numbers, and configurations share one file.
 *
 * Scores are 32-bit and summed in the order of the terms in the index: equal queries give equal bits on every machine.
 *
 * @throws {InvalidInput} for impossible parameters
 */
export function createBm25(index: LexicalIndex, parameters: Bm25Parameters): Bm25 {
  checkBm25Parameters(parameters);
  const shares = new PostingShares(index, parameters);
  return {
    documents: index.documents,
    prepare: (query) => index.lookUp(analyseText(query)),
    score: (query, scores) => {
      scores.fill(0);
      for (const { term, count } of query) shares.addTo(scores, term, count);
    },
    explain: (query, ordinal) => {
      const matched: MatchedTerm[] = [];
      for (const { term, count } of query) {
        const share = shares.of(term, ordinal);
        if (share > 0) matched.push({ term: index.termText(term), weight: count * share });
      }
      return matched.sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1));
    },
  };
}

/** What each posting adds to the score of its document, computed term by term on first use. */
class PostingShares {
  private readonly shares: Float32Array;
  private readonly isReady: Uint8Array;
  /** k1 * (1 - b + b * |D| / mean) by document */
  private readonly norms: Float32Array;

  constructor(
    private readonly index: LexicalIndex,
    { k1, b }: Bm25Parameters,
  ) {
    // Fresh memory is only really taken page by page, as terms are computed.
    this.shares = new Float32Array(index.postingDocuments.length);
    this.isReady = new Uint8Array(index.termCount);
    const mean = index.meanLength || 1;
    this.norms = Float32Array.from(index.documentLengths, (length) => k1 * (1 - b + (b * length) / mean));
  }

  addTo(scores: Float32Array, term: number, count: number): void {
    this.prepare(term);
    const { postingOffsets, postingDocuments } = this.index;
    const { shares } = this;
    const end = postingOffsets[term + 1] as number;
    for (let at = postingOffsets[term] as number; at < end; at++) {
      const document = postingDocuments[at] as number;
      scores[document] = (scores[document] as number) + count * (shares[at] as number);
    }
  }

  /** What one occurrence of the term in a query adds to the document; 0 if the document does not hold it. */
  of(term: number, ordinal: number): number {
    this.prepare(term);
    const { postingOffsets, postingDocuments } = this.index;
    let low = postingOffsets[term] as number;
    let high = (postingOffsets[term + 1] as number) - 1;
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const document = postingDocuments[middle] as number;
      if (document === ordinal) return this.shares[middle] as number;
      if (document < ordinal) low = middle + 1;
      else high = middle - 1;
    }
    return 0;
  }

  private prepare(term: number): void {
    if (this.isReady[term] === 1) return;
    const { postingOffsets, postingDocuments, postingFrequencies, documents } = this.index;
    const start = postingOffsets[term] as number;
    const end = postingOffsets[term + 1] as number;
    const holding = end - start;
    const idf = Math.log(1 + (documents - holding + 0.5) / (holding + 0.5));
    for (let at = start; at < end; at++) {
      const frequency = postingFrequencies[at] as number;
      this.shares[at] = (idf * frequency) / (frequency + (this.norms[postingDocuments[at] as number] as number));
    }
    this.isReady[term] = 1;
  }
}
