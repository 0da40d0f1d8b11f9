import type { Bm25 } from '@/lib/retrieval/bm25';
import type { Ranked } from '../embedder/nearest';

/** The part of BM25 that training uses; `createBm25` of the retrieval room makes one. */
export type LexicalScorer = Pick<Bm25, 'prepare' | 'score' | 'documents'>;

/** The best documents of the whole corpus by BM25; fewer than `depth` when fewer share a term with the query. */
export function lexicalRanking(bm25: LexicalScorer, query: string, depth: number): Ranked {
  const scores = new Float32Array(bm25.documents);
  bm25.score(bm25.prepare(query), scores);
  const positive: number[] = [];
  for (let i = 0; i < scores.length; i++) if ((scores[i] as number) > 0) positive.push(i);
  positive.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
  const documents = Int32Array.from(positive.slice(0, depth));
  return { documents, scores: Float32Array.from(documents, (document) => scores[document] as number) };
}
