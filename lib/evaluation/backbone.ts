import type { ConfigurationSpec } from '@/lib/retrieval/configuration';
import type { QueryText } from './query-set';
import type { OrdinalList } from './score-cache';

/** What finds candidates: a configuration without reranker and operating point. */
export type FirstStageSpec = Pick<ConfigurationSpec, 'embedders' | 'bm25' | 'fusion'>;

export type WorkOptions = {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number) => void | Promise<void>) | undefined;
};

/** A checkpoint as evaluations name it. */
export type CheckpointFacts = {
  readonly id: string;
  readonly name: string;
  readonly component: string;
  readonly stage: string;
  readonly contentHash: string;
  readonly parentId: string | null;
  /** bytes of all files: the measure of what one run of it costs; 0 for a remote one */
  readonly sizeBytes: number;
};

export type IndexFacts = {
  readonly id: string;
  readonly embedderHash: string;
  readonly corpusHash: string;
  readonly manifestHash: string;
};

/** A reranker that is loaded; scores depend on the pair alone. */
export type OpenedReranker = {
  score(queryText: string, ordinals: readonly number[], signal?: AbortSignal): Promise<ArrayLike<number>>;
  close(): Promise<void>;
};

/**
 * The models and indexes over one corpus that an evaluation runs on: the effects behind the pure cores. Models are loaded
 * when first asked for and one at a time, because memory holds few of them.
 */
export type Backbone = {
  readonly corpusHash: string;
  /** document ids by ordinal */
  readonly documentIds: readonly string[];
  /** hash of the passage that models see, by ordinal */
  passageHash(ordinal: number): string;
  /** the checkpoints and indexes that were asked for when it was opened */
  readonly checkpoints: readonly CheckpointFacts[];
  readonly indexes: readonly IndexFacts[];
  /** Candidates of each query, best first, at most `depth`; loads the embedders of the first stage and closes them. */
  search(
    spec: FirstStageSpec,
    queries: readonly QueryText[],
    depth: number,
    options?: WorkOptions,
  ): Promise<OrdinalList[]>;
  openReranker(checkpointId: string): Promise<OpenedReranker>;
  close(): Promise<void>;
};

/** What a backbone is opened for. */
export type BackboneRequest = {
  readonly corpusHash: string;
  readonly instruction: string;
  readonly embedderIds: readonly string[];
  readonly rerankerIds: readonly string[];
};

/** Opens a backbone; handed to the use cases, so that tests and benchmarks can count what runs. */
export type OpenBackbone = (request: BackboneRequest) => Promise<Backbone>;
