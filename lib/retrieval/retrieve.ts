import type { CorpusDocument, CorpusReader } from '@/lib/datasets/corpus-files';
import { passageText } from '@/lib/datasets/passage-text';
import { monotonicMs } from '@/lib/foundation/clock';
import { Cancelled, InvalidInput, NotFound, PayloadTooLarge, Uncomputable } from '@/lib/foundation/errors';
import type { Bm25, MatchedTerm } from './bm25';
import type { ConfigurationSpec } from './configuration';
import { operatingPointSchema } from './configuration';
import type { FirstStage, FirstStageQuery } from './first-stage';
import { presentResult, rankResults } from './rank-results';

/** Longest query that is looked at; models cut long before, and BM25 gains nothing from more. */
export const maxQueryCharacters = 100_000;

type CallOptions = { instruction?: string; signal?: AbortSignal };

/** The part of an embedder that retrieval needs. */
export type QueryEmbedder = {
  readonly dimension: number;
  embed(texts: readonly string[], as: 'query' | 'document', options?: CallOptions): Promise<Float32Array>;
};

/** The part of a reranker that retrieval needs: one score per passage, higher is better. */
export type PassageReranker = {
  score(query: string, passages: readonly string[], options?: CallOptions): Promise<Float32Array>;
};

/** A corpus that the pipeline can search. */
export type SearchableCorpus = {
  reader: Pick<CorpusReader, 'hash' | 'documentCount' | 'read'>;
  firstStage: FirstStage;
  bm25: Bm25 | undefined;
};

/** Everything that answers a query: models, and one or more corpora that share them. */
export type PipelineParts = {
  spec: ConfigurationSpec;
  /** in the order of `spec.embedders` */
  embedders: readonly QueryEmbedder[];
  reranker: PassageReranker | undefined;
  /** by content hash */
  corpora: ReadonlyMap<string, SearchableCorpus>;
};

export type RetrieveOptions = {
  /** which corpus; may be left out when there is only one */
  corpusHash?: string | undefined;
  /** K, by default the configuration's */
  budget?: number | undefined;
  /** N, by default the configuration's, at most the budget */
  depth?: number | undefined;
  /** the task's instruction for the models; empty means none */
  instruction?: string | undefined;
  /** adds `why` to every result */
  explain?: boolean | undefined;
  signal?: AbortSignal | undefined;
};

/** What gave a result its place. Ranks start at 1; null where a source did not return the document. */
export type Why = {
  bm25: { score: number; rank: number | null; contribution: number; terms: MatchedTerm[] } | null;
  embedders: { checkpointId: string; score: number; rank: number | null; contribution: number }[];
  firstStage: { score: number; rank: number; contribution: number };
  reranker: { checkpointId: string; score: number; rank: number; contribution: number } | null;
};

export type RetrievedDocument = {
  id: string;
  title: string;
  text: string;
  /** what the results are ordered by; comparable within one reply only */
  score: number;
  rank: number;
  firstStageRank: number;
  /** best rank among the embedders; absent when none found it */
  embedderRank?: number;
  /** absent when BM25 is not used or did not find it */
  bm25Rank?: number;
  /** the reranker's own number; absent without a reranker */
  rerankerScore?: number;
  why?: Why;
};

/** Milliseconds by step; steps that a configuration does not have are 0. */
export type RetrieveTimings = {
  /** splitting the query into terms; models tokenize within their own steps */
  tokenizeMs: number;
  embedMs: number;
  /** first stage and reading the texts of the candidates */
  searchMs: number;
  rerankMs: number;
  totalMs: number;
};

export type RetrieveReply = { results: RetrievedDocument[]; timings: RetrieveTimings };

/**
 * Answers a query: candidates by vectors and BM25, the best K reranked, reranker and first stage fused, cut to N.
 * Ties are broken by first stage rank, and there by corpus order: equal requests give equal replies.
 *
 * @returns at most N results; none when BM25 is alone and no document shares a term with the query
 * @throws {InvalidInput} for an empty query or an impossible operating point
 * @throws {PayloadTooLarge} for a query of more than 100,000 characters; shorter ones are cut by the models as they need
 * @throws {NotFound} if the pipeline does not hold the corpus
 * @throws {Uncomputable} if a model gives something that is not a number
 * @throws {Cancelled} if the signal aborts
 */
export async function retrieve(
  parts: PipelineParts,
  query: string,
  options: RetrieveOptions = {},
): Promise<RetrieveReply> {
  const startMs = monotonicMs();
  const text = checkQuery(query);
  const point = operatingPoint(parts.spec, options);
  const corpus = chooseCorpus(parts, options.corpusHash);
  const call: CallOptions = {
    ...(options.instruction ? { instruction: options.instruction } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
  };
  const terms = corpus.bm25?.prepare(text) ?? [];
  const tokenizedMs = monotonicMs();
  const vectors = await embedQuery(parts, text, call);
  throwIfAborted(options.signal);
  const embeddedMs = monotonicMs();
  const firstStageQuery: FirstStageQuery = { vectors, terms };
  const candidates = corpus.firstStage.search(firstStageQuery, point.budget);
  // Without a reranker nobody looks beyond the depth, so those texts are not read.
  const wanted = parts.reranker ? candidates : candidates.slice(0, point.depth);
  const documents = await corpus.reader.read(wanted.map(({ ordinal }) => ordinal));
  throwIfAborted(options.signal);
  const searchedMs = monotonicMs();
  const scores = await rerank(parts, text, documents, call);
  throwIfAborted(options.signal);
  const rerankedMs = monotonicMs();
  const ranked = rankResults(parts.spec, wanted, documents, scores).slice(0, point.depth);
  const results = ranked.map((item, index) => {
    const matched = options.explain ? corpus.firstStage.explainTerms(terms, item.candidate.ordinal) : undefined;
    return presentResult(parts.spec, item, index + 1, matched);
  });
  const timings: RetrieveTimings = {
    tokenizeMs: tokenizedMs - startMs,
    embedMs: embeddedMs - tokenizedMs,
    searchMs: searchedMs - embeddedMs,
    rerankMs: rerankedMs - searchedMs,
    totalMs: monotonicMs() - startMs,
  };
  return { results, timings };
}

function checkQuery(query: string): string {
  if (query.length > maxQueryCharacters) {
    throw new PayloadTooLarge(`A query may have at most ${maxQueryCharacters.toLocaleString('en')} characters.`);
  }
  // A lone half of a surrogate pair has no UTF-8 form and would not survive the way to a model.
  const text = query.replace(/\p{Surrogate}/gu, '\ufffd');
  if (text.trim() === '')
    throw new InvalidInput('The query is empty.', { issues: [{ path: 'query', message: 'is empty' }] });
  return text;
}

function operatingPoint(
  spec: ConfigurationSpec,
  { budget, depth }: RetrieveOptions,
): { budget: number; depth: number } {
  const chosenBudget = budget ?? spec.operatingPoint.budget;
  const chosenDepth = depth ?? Math.min(spec.operatingPoint.depth, chosenBudget);
  const parsed = operatingPointSchema.safeParse({ budget: chosenBudget, depth: chosenDepth });
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
    throw new InvalidInput('The operating point is not possible: K is 1 to 1000, N is 1 to 200.', { issues });
  }
  if (parsed.data.depth > parsed.data.budget) {
    throw new InvalidInput('The depth is larger than the retrieval budget: there are not that many candidates.', {
      issues: [{ path: 'depth', message: 'is larger than budget' }],
    });
  }
  return parsed.data;
}

function chooseCorpus({ corpora }: PipelineParts, hash: string | undefined): SearchableCorpus {
  const [only] = corpora.values();
  const corpus = hash === undefined && corpora.size === 1 ? only : corpora.get(hash ?? '');
  if (corpus) return corpus;
  throw hash === undefined
    ? new InvalidInput('Say which corpus to search: this release serves several.')
    : new NotFound(`This release has no index over corpus ${hash.slice(0, 12)}.`, {
        hint: 'Make a release whose indexes include this corpus.',
      });
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new Cancelled('The request was cancelled.');
}

async function embedQuery(parts: PipelineParts, text: string, call: CallOptions): Promise<Float32Array[]> {
  return Promise.all(
    parts.embedders.map(async (embedder) => {
      const vector = await embedder.embed([text], 'query', call);
      if (vector.every(Number.isFinite)) return vector;
      throw new Uncomputable('The embedder gave a query vector that is not a number.');
    }),
  );
}

async function rerank(
  { reranker }: PipelineParts,
  text: string,
  documents: readonly CorpusDocument[],
  call: CallOptions,
): Promise<Float32Array | undefined> {
  if (!reranker) return undefined;
  if (documents.length === 0) return new Float32Array(0);
  const scores = await reranker.score(text, documents.map(passageText), call);
  if (scores.length === documents.length && scores.every(Number.isFinite)) return scores;
  throw new Uncomputable('The reranker gave a score that is not a number.');
}
