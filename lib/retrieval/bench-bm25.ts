import { monotonicMs } from '@/lib/foundation/clock';
import { type Bm25Parameters, createBm25 } from './bm25';
import { buildLexicalIndex, type LexicalSource } from './build-lexical-index';
import { openLexicalIndex } from './lexical-index';
import { topScores } from './top-scores';

export type Bm25Bench = {
  documents: number;
  postings: number;
  /** CPU milliseconds to build the index from the texts */
  buildCpuMs: number;
  /** wall milliseconds to load it, its hash checked */
  openMs: number;
  sizeBytes: number;
  /** CPU milliseconds per query with its top K, each query seen before: shares of postings are ready */
  queryCpuMs: number;
  /** the same for the first round, in which the shares are computed */
  firstQueryCpuMs: number;
  /** ordinals of the top K of each query, for comparison with another implementation */
  rankings: Uint32Array[];
};

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/**
 * Measures BM25 over a corpus: building, loading, and queries in rounds. Replaces the lexical index of the corpus.
 *
 * @param queries at least one
 */
export async function benchBm25(
  dataDir: string,
  corpus: LexicalSource,
  input: { queries: readonly string[]; parameters: Bm25Parameters; depth: number; rounds: number },
): Promise<Bm25Bench> {
  const buildStartMs = cpuMs();
  const manifest = await buildLexicalIndex(dataDir, corpus);
  const buildCpuMs = cpuMs() - buildStartMs;
  const openStartMs = monotonicMs();
  const index = await openLexicalIndex(dataDir, corpus.hash);
  const openMs = monotonicMs() - openStartMs;
  const bm25 = createBm25(index, input.parameters);
  const scores = new Float32Array(index.documents);
  const round = () => {
    const startMs = cpuMs();
    const rankings = input.queries.map((query) => {
      bm25.score(bm25.prepare(query), scores);
      return topScores(scores, input.depth, 0).ordinals;
    });
    return { rankings, perQueryMs: (cpuMs() - startMs) / input.queries.length };
  };
  const first = round();
  const later = Array.from({ length: input.rounds }, () => round().perQueryMs).sort((a, b) => a - b);
  return {
    documents: index.documents,
    postings: manifest.postings,
    buildCpuMs,
    openMs,
    sizeBytes: manifest.sizeBytes,
    queryCpuMs: later[later.length >> 1] ?? first.perQueryMs,
    firstQueryCpuMs: first.perQueryMs,
    rankings: first.rankings,
  };
}
