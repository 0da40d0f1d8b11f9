import type { ErrorCode, ErrorDetails } from '@/lib/foundation/errors';
import type { RetrieveOptions, RetrieveReply } from '@/lib/retrieval/retrieve';

/** What a web node asks of a release host; one message a request, answered by one message with the same id. */
export type HostRequest =
  | { kind: 'retrieve'; query: string; options: Omit<RetrieveOptions, 'signal'> }
  | {
      kind: 'embed';
      texts: string[];
      as: 'query' | 'document';
      instruction?: string | undefined;
      embedder?: string | undefined;
    }
  | { kind: 'rerank'; query: string; passages: string[]; instruction?: string | undefined }
  | { kind: 'memory' };

export type EmbedReply = { dimension: number; vectors: Float32Array; tokens: number };
export type HostReply = {
  retrieve: RetrieveReply;
  embed: EmbedReply;
  rerank: { scores: Float32Array; tokens: number; scale: 'log-odds' | 'probability' };
  memory: { rssBytes: number };
};

/** Parent to child. */
export type ToHost =
  | { type: 'open'; plan: unknown }
  | { type: 'call'; id: number; request: HostRequest }
  | { type: 'abort'; id: number }
  | { type: 'drain' };

/** Child to parent. Errors cross as plain data because classes do not survive the channel. */
export type WireError = { code: ErrorCode; message: string; details: ErrorDetails };
export type FromHost =
  | { type: 'ready'; warmUpMs: number }
  | { type: 'failed'; error: WireError }
  | { type: 'reply'; id: number; value: unknown }
  | { type: 'error'; id: number; error: WireError };
