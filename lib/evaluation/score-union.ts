import { Cancelled, InvalidInput } from '@/lib/foundation/errors';

/** Names the score of one pair by content: reranker, query text, document text. */
export type PairKey = { readonly rerankerHash: string; readonly pairHash: string };

/** Pair scores that outlive the process: a repeated grid reads all of them, a killed one goes on from them. */
export type PairScoreCache = {
  /** One entry per key, in order; `undefined` where the pair has not been scored. */
  get(keys: readonly PairKey[]): Promise<(number | undefined)[]>;
  /** Keeps scores; keys that exist already keep their value. */
  put(entries: readonly (PairKey & { score: number })[]): Promise<void>;
};

/** A reranker that can be asked. */
export type PairScorer = {
  readonly rerankerHash: string;
  /** Scores of one query with several documents, in order. Called once per query and batch, never for cached pairs. */
  score(queryId: string, documentIds: readonly string[], signal?: AbortSignal): Promise<ArrayLike<number>>;
};

/** The pairs that one reranker must know: for each query the union of candidates. */
export type PairDemand = { readonly queryId: string; readonly documentIds: readonly string[] };

/** Scores by query id, then document id. */
export type PairScores = ReadonlyMap<string, ReadonlyMap<string, number>>;

export type ScoreUnionResult = {
  readonly scores: PairScores;
  readonly scoredPairs: number;
  readonly cachedPairs: number;
};

export type ScoreUnionOptions = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: { pairs: number; total: number }) => void | Promise<void>;
};

/** Queries whose cache look-ups are made in one go. */
const queriesPerRead = 50;
/** New scores that are held before they are stored: what a killed process loses at most. */
const pairsPerWrite = 2000;

/**
 * Scores every demanded pair once: what the cache knows is read, the rest is scored and stored in
 * blocks: a cancelled grid loses nothing, a killed one at most 2,000 pairs of each reranker.
 *
 * @param pairHashOf  content hash of a pair; equal texts under different ids share their score
 * @throws {Cancelled} when the signal aborts
 * @throws {InvalidInput} if the reranker answers with another number of scores or one that is not finite
 */
export async function scoreUnion(
  scorer: PairScorer,
  demands: readonly PairDemand[],
  cache: PairScoreCache,
  pairHashOf: (queryId: string, documentId: string) => string,
  { signal, onProgress }: ScoreUnionOptions = {},
): Promise<ScoreUnionResult> {
  const scores = new Map<string, Map<string, number>>();
  const total = demands.reduce((sum, demand) => sum + demand.documentIds.length, 0);
  const unsaved: (PairKey & { score: number })[] = [];
  const save = async () => cache.put(unsaved.splice(0));
  let scoredPairs = 0;
  let done = 0;
  try {
    for (let start = 0; start < demands.length; start += queriesPerRead) {
      const chunk = demands.slice(start, start + queriesPerRead);
      const keys = chunk.map(({ queryId, documentIds }) =>
        documentIds.map((id) => ({ rerankerHash: scorer.rerankerHash, pairHash: pairHashOf(queryId, id) })),
      );
      const known = await cache.get(keys.flat());
      for (const [i, { queryId, documentIds }] of chunk.entries()) {
        if (signal?.aborted) throw new Cancelled('The evaluation was cancelled; the pair scores so far are kept.');
        const own = keys[i] as PairKey[];
        const stored = known.splice(0, own.length);
        const pairs = documentIds.map((id, p) => ({ id, key: own[p] as PairKey, score: stored[p] }));
        const fresh = await scoreMissing(
          scorer,
          queryId,
          pairs.filter((pair) => pair.score === undefined),
          signal,
        );
        for (const entry of fresh.values()) unsaved.push(entry);
        if (unsaved.length >= pairsPerWrite) await save();
        scoredPairs += fresh.size;
        scores.set(
          queryId,
          new Map(pairs.map(({ id, key, score }) => [id, score ?? (fresh.get(key.pairHash)?.score as number)])),
        );
        done += documentIds.length;
        await onProgress?.({ pairs: done, total });
      }
    }
  } finally {
    await save();
  }
  return { scores, scoredPairs, cachedPairs: total - scoredPairs };
}

/** Scores by pair hash of the pairs that the cache did not know; documents with equal text are scored once. */
async function scoreMissing(
  scorer: PairScorer,
  queryId: string,
  missing: readonly { id: string; key: PairKey }[],
  signal: AbortSignal | undefined,
): Promise<Map<string, PairKey & { score: number }>> {
  const pairs = [...new Map(missing.map((pair) => [pair.key.pairHash, pair])).values()];
  if (pairs.length === 0) return new Map();
  const answered = await scorer.score(
    queryId,
    pairs.map((pair) => pair.id),
    signal,
  );
  if (answered.length !== pairs.length) {
    throw new InvalidInput(`The reranker answered ${answered.length} scores for ${pairs.length} pairs.`);
  }
  const entries = pairs.map((pair, i) => ({ ...pair.key, score: answered[i] as number }));
  if (!entries.every((entry) => Number.isFinite(entry.score))) {
    throw new InvalidInput('The reranker answered a score that is not a finite number.');
  }
  return new Map(entries.map((entry) => [entry.pairHash, entry]));
}

/** A cache in memory, for tests and for grids that nobody will repeat. */
export function memoryPairScoreCache(): PairScoreCache & { readonly size: number } {
  const known = new Map<string, number>();
  const keyOf = (key: PairKey) => `${key.rerankerHash}:${key.pairHash}`;
  return {
    get size() {
      return known.size;
    },
    get: async (keys) => keys.map((key) => known.get(keyOf(key))),
    put: async (entries) => {
      for (const entry of entries) if (!known.has(keyOf(entry))) known.set(keyOf(entry), entry.score);
    },
  };
}
