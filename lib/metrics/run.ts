/** A document that a system returned for a query, with the score that it is ordered by. */
export type ScoredDocument = { readonly id: string; readonly score: number };

/** Ranked documents with scores for each query (TREC). The order of each list has no meaning: the scores order it. */
export type Run = {
  /** the run tag: one word that names the system */
  readonly tag: string;
  readonly queries: ReadonlyMap<string, readonly ScoredDocument[]>;
};
