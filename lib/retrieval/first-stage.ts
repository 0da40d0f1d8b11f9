import type { Bm25, LexicalQuery, MatchedTerm } from './bm25';
import type { ConfigurationSpec, Normalisation } from './configuration';
import { type CandidateList, fuseFirstStage, type ListStatistics, listStatistics, normaliseScore } from './fusion';
import { type QuantisedVectors, quantiseVectors } from './quantised-vectors';
import { type ScoredOrdinals, topScores } from './top-scores';
import type { VectorMatrix } from './vector-matrix';

/** What the first stage searches in one corpus: the vectors of each embedder of the configuration, and BM25. */
export type FirstStageSources = {
  documents: number;
  /** in the order of `spec.embedders` */
  vectors: readonly VectorSource[];
  bm25: Bm25 | undefined;
};

/** Exact vectors, and beside large ones a quantised copy that finds the same documents faster. */
export type VectorSource = { matrix: VectorMatrix; quantised?: QuantisedVectors | undefined };

/** From this size on reading a quarter of the bytes is worth a quarter more memory. */
const quantisedFromBytes = 48 << 20;

/**
 * How an index is searched under a configuration. `z` needs the score of every document, which only the exact scan gives;
 * otherwise large matrices are searched through their quantised copy. The results are the same.
 */
export function vectorSource(matrix: VectorMatrix, normalise: Normalisation): VectorSource {
  const isWorthwhile = normalise !== 'z' && matrix.sizeBytes >= quantisedFromBytes;
  return isWorthwhile ? { matrix, quantised: quantiseVectors(matrix) } : { matrix };
}

/** A query as the sources take it. */
export type FirstStageQuery = {
  /** one vector per embedder, in the order of `spec.embedders` */
  vectors: readonly Float32Array[];
  terms: LexicalQuery;
};

/** How one source sees a candidate. */
export type SourceView = {
  score: number;
  /** from 1; 0 if the source did not find it among its first */
  rank: number;
  /** its part of the first stage score; the parts add up to it */
  contribution: number;
};

export type Candidate = {
  ordinal: number;
  firstStageScore: number;
  /** from 1 */
  firstStageRank: number;
  /** in the order of `spec.embedders` */
  embedders: SourceView[];
  bm25: SourceView | undefined;
};

/**
 * Every source is asked for at least this many documents, so that small budgets are beginnings of one order: the first
 * 20 of K = 60 are the 20 of K = 20.
 */
export const leastListDepth = 100;

type SourceList = {
  weight: number;
  top: ScoredOrdinals;
  statistics: ListStatistics;
  /** true scores of some documents, found by this source or not */
  scoresOf(ordinals: Uint32Array): Float32Array;
};

/**
 * A first stage over one corpus, with scratch space for one score per document and source. The search is synchronous, so
 * requests that overlap in time never share the space.
 */
export class FirstStage {
  private readonly scratch: Float32Array[];

  constructor(
    private readonly sources: FirstStageSources,
    private readonly spec: ConfigurationSpec,
  ) {
    const count = sources.vectors.length + (sources.bm25 ? 1 : 0);
    this.scratch = Array.from({ length: count }, () => new Float32Array(sources.documents));
  }

  /**
   * The `budget` best candidates: the union of what each source finds, each with its true score in every source, fused by
   * the weights of the configuration, best first. Ties are broken by corpus order.
   *
   * @returns fewer than `budget` if the corpus is smaller, or if BM25 is alone and few documents share a term
   */
  search(query: FirstStageQuery, budget: number): Candidate[] {
    const depth = Math.max(budget, leastListDepth);
    const lists = this.spec.embedders.map(({ weight }, i) => this.searchVectors(i, weight, query, depth));
    const lexical = this.searchTerms(query.terms, depth);
    if (lexical) lists.push(lexical);
    const ordinals = unionOf(lists);
    if (ordinals.length === 0) return [];
    const candidateLists = lists.map((list) => restrict(list, ordinals));
    const fused = fuseFirstStage(candidateLists, this.spec.fusion.normalise);
    const order = Array.from(ordinals.keys()).sort(
      (a, b) => (fused[b] as number) - (fused[a] as number) || (ordinals[a] as number) - (ordinals[b] as number),
    );
    return order
      .slice(0, budget)
      .map((place, index) => this.candidate(place, index + 1, ordinals, fused, candidateLists));
  }

  /** The terms that a query and a document share, heaviest first. */
  explainTerms(terms: LexicalQuery, ordinal: number): MatchedTerm[] {
    return this.sources.bm25?.explain(terms, ordinal) ?? [];
  }

  private searchVectors(index: number, weight: number, query: FirstStageQuery, depth: number): SourceList {
    const scores = this.scratch[index] as Float32Array;
    const { matrix, quantised } = this.sources.vectors[index] as VectorSource;
    const vector = query.vectors[index] as Float32Array;
    const scoresOf = (ordinals: Uint32Array) => matrix.scoreSome(vector, ordinals);
    if (quantised) {
      const top = quantised.search(vector, depth, scores);
      return { weight, top, statistics: this.statistics(top), scoresOf };
    }
    matrix.score(vector, scores);
    const top = topScores(scores, depth);
    return { weight, top, statistics: this.statistics(top, scores), scoresOf };
  }

  private searchTerms(terms: LexicalQuery, depth: number): SourceList | undefined {
    const { bm25 } = this.sources;
    if (!bm25 || !this.spec.bm25) return undefined;
    const scores = this.scratch.at(-1) as Float32Array;
    bm25.score(terms, scores);
    // A document without any term of the query was not found by BM25, however deep the list.
    const top = topScores(scores, depth, 0);
    const scoresOf = (ordinals: Uint32Array) => Float32Array.from(ordinals, (ordinal) => scores[ordinal] as number);
    return { weight: this.spec.bm25.weight, top, statistics: this.statistics(top, scores), scoresOf };
  }

  /** Mean and deviation cost a pass over the corpus, and only `z` looks at them. */
  private statistics(top: ScoredOrdinals, scores?: Float32Array): ListStatistics {
    if (this.spec.fusion.normalise === 'z' && scores) return listStatistics(scores);
    return { max: top.scores[0] ?? 0, mean: 0, deviation: 0 };
  }

  private candidate(
    place: number,
    firstStageRank: number,
    ordinals: Uint32Array,
    fused: Float64Array,
    lists: readonly CandidateList[],
  ): Candidate {
    const totalWeight = lists.reduce((sum, { weight }) => sum + weight, 0);
    const views = lists.map(({ weight, scores, ranks, statistics }): SourceView => {
      const score = scores[place] as number;
      const rank = ranks[place] as number;
      const normal = normaliseScore(this.spec.fusion.normalise, score, rank, statistics);
      return { score, rank, contribution: (weight / totalWeight) * normal };
    });
    return {
      ordinal: ordinals[place] as number,
      firstStageScore: fused[place] as number,
      firstStageRank,
      embedders: views.slice(0, this.spec.embedders.length),
      bm25: views[this.spec.embedders.length],
    };
  }
}

/** The documents that any list found, in corpus order. */
function unionOf(lists: readonly SourceList[]): Uint32Array {
  const found = new Set<number>();
  for (const { top } of lists) for (const ordinal of top.ordinals) found.add(ordinal);
  return Uint32Array.from(found).sort();
}

/** A list as seen by the candidates: the true score of each, and its rank where the list found it. */
function restrict({ weight, top, statistics, scoresOf }: SourceList, ordinals: Uint32Array): CandidateList {
  const rankOf = new Map<number, number>();
  for (const [index, ordinal] of top.ordinals.entries()) rankOf.set(ordinal, index + 1);
  return {
    weight,
    scores: scoresOf(ordinals),
    ranks: Uint32Array.from(ordinals, (ordinal) => rankOf.get(ordinal) ?? 0),
    statistics,
  };
}
