import type { Cost } from '../cost';

/** How many threads one operator of the peer's sessions may use; `default` leaves it to the peer. */
export type PeerThreads = 'default' | 'one';

/** What the process of the peers does. Models are folders below `modelsDir` in the layout that transformers.js reads. */
export type PeerRequest =
  | { kind: 'start'; peersDir: string; modelsDir: string; threads: PeerThreads }
  /** mean pooling and normalisation over batches of `batch` texts in the order given */
  | { kind: 'embed'; model: string; texts: string[]; batch: number }
  /** fills a MemoryVectorStore with vectors that were made elsewhere */
  | { kind: 'store'; name: string; dimension: number; vectors: Float32Array; ids: string[]; texts: string[] }
  /** embeds the query, searches the store, scores all candidates in one padded batch, sorts */
  | { kind: 'query'; store: string; embedder: string; reranker: string; query: string; budget: number; depth: number }
  | { kind: 'bm25-index'; library: Bm25Library; texts: string[]; k1: number; b: number }
  | { kind: 'bm25-query'; library: Bm25Library; queries: string[]; depth: number };

export type Bm25Library = 'wink' | 'flexsearch';

export type PeerReplies = {
  start: { versions: Record<string, string> };
  embed: { vectors: Float32Array };
  store: Record<string, never>;
  query: { ids: string[]; scores: number[] };
  'bm25-index': { memoryBytes: number };
  'bm25-query': { rankings: number[][] };
};

/** A reply carries what the work cost inside the peer's process, without the journey of the message. */
export type PeerReply<K extends PeerRequest['kind']> = PeerReplies[K] & Cost;

export type ToPeer = { id: number; request: PeerRequest };
export type FromPeer = { id: number; reply?: unknown; error?: string };
