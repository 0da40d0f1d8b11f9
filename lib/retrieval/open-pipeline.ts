import path from 'node:path';
import { openCorpus } from '@/lib/datasets/corpus-files';
import { Conflict, InvalidInput, NotFound } from '@/lib/foundation/errors';
import { log } from '@/lib/foundation/log';
import type { CheckpointFiles } from '@/lib/models/checkpoint-config';
import { openEmbedder } from '@/lib/models/embedder';
import { openReranker } from '@/lib/models/reranker';
import { createOnnxPool, type OnnxPool } from '@/lib/onnx/thread-pool';
import { loadCheckpointFiles } from '@/lib/registry/load-checkpoint-files';
import { createBm25 } from './bm25';
import { type ConfigurationSpec, configurationSpecSchema } from './configuration';
import { FirstStage, type VectorSource, vectorSource } from './first-stage';
import { ensureLexicalIndex } from './lexical-index';
import { modelThreads } from './model-threads';
import { openVectorIndex } from './open-vector-index';
import type { PipelinePlan } from './pipeline-plan';
import {
  type PassageReranker,
  type PipelineParts,
  type QueryEmbedder,
  type RetrieveOptions,
  type RetrieveReply,
  retrieve,
  type SearchableCorpus,
} from './retrieve';

type Closing = { close(): Promise<void> };
type Counting = { readonly statistics?: { readonly realTokens: number } };

/** How models are opened; tests hand in models without weights. */
export type PipelineModels = {
  openEmbedder(files: CheckpointFiles): Promise<QueryEmbedder & Closing & Counting>;
  openReranker(files: CheckpointFiles): Promise<PassageReranker & Closing & Counting>;
} & Closing;

/** Models in worker threads of this process: one pool for all of them, so that they share the cores in turn. */
function localModels(): PipelineModels {
  let pool: OnnxPool | undefined;
  const shared = () => {
    pool ??= createOnnxPool({ threads: modelThreads() });
    return { pool };
  };
  return {
    openEmbedder: (files) => openEmbedder(files, files.config.source === 'remote' ? {} : shared()),
    openReranker: (files) => openReranker(files, files.config.source === 'remote' ? {} : shared()),
    close: async () => pool?.close(),
  };
}

/** A configuration that is loaded and answers queries; models, indexes and texts live and die together. */
export type Pipeline = {
  readonly id: string;
  readonly corpora: readonly string[];
  /** The parts, for work that wants more than single answers (evaluation). */
  readonly parts: PipelineParts;
  /** See `retrieve`. */
  retrieve(query: string, options?: RetrieveOptions): Promise<RetrieveReply>;
  /**
   * Vectors of texts by one of the embedders.
   *
   * @param options.embedder checkpoint id; by default the one with the highest weight
   * @returns vectors [texts, dimension] and the tokens that were computed (of calls at the same time too)
   * @throws {NotFound} if the configuration has no embedder, or not this one
   */
  embed(
    texts: readonly string[],
    as: 'query' | 'document',
    options?: ModelCall & { embedder?: string | undefined },
  ): Promise<{ dimension: number; vectors: Float32Array; tokens: number }>;
  /** Scores of passages by the reranker. @throws {NotFound} if the configuration has none */
  rerank(
    query: string,
    passages: readonly string[],
    options?: ModelCall,
  ): Promise<{ scores: Float32Array; tokens: number }>;
  close(): Promise<void>;
};

type ModelCall = { instruction?: string | undefined; signal?: AbortSignal | undefined };

/**
 * Opens everything that a plan names, from files alone: no database. Each file is checked against its hash, each index
 * against the embedder and the corpus; a missing BM25 index is built, since it follows from the texts.
 *
 * @throws {Conflict} if an index belongs to another embedder or corpus than the plan says
 * @throws {NotFound} for an index or corpus that is not there @throws {Unavailable} for files that differ from their hash
 * @throws {InvalidInput} if the plan does not hold what its spec names
 */
export async function openPipeline(plan: PipelinePlan, models = localModels()): Promise<Pipeline> {
  const spec = configurationSpecSchema.parse(plan.spec);
  const opened: Closing[] = [models];
  const keep = <T extends Closing>(item: T): T => {
    opened.push(item);
    return item;
  };
  const close = async () => {
    // In reverse: models leave their threads before the threads end.
    for (const item of opened.splice(0).reverse()) {
      await item.close().catch((error) => log.warn('pipeline.close_failed', {}, error));
    }
  };
  try {
    const embedders: (QueryEmbedder & Counting)[] = [];
    for (const { checkpointId } of spec.embedders) {
      embedders.push(keep(await models.openEmbedder(await checkpointFiles(plan, checkpointId, 'embedder'))));
    }
    const reranker = spec.reranker
      ? keep(await models.openReranker(await checkpointFiles(plan, spec.reranker.checkpointId, 'reranker')))
      : undefined;
    const corpora = new Map<string, SearchableCorpus>();
    for (const corpus of plan.corpora) corpora.set(corpus.hash, await openSearchable(plan, corpus, embedders, keep));
    if (corpora.size === 0) throw new InvalidInput('The plan names no corpus, so there is nothing to search.');
    const parts: PipelineParts = { spec, embedders, reranker, corpora };
    return {
      id: plan.id,
      corpora: [...corpora.keys()],
      parts,
      retrieve: (query, options) => retrieve(parts, query, options),
      embed: (texts, as, options = {}) => embedTexts(spec, embedders, texts, as, options),
      rerank: (query, passages, options = {}) => scorePassages(reranker, query, passages, options),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const given = ({ instruction, signal }: ModelCall) => ({
  ...(instruction ? { instruction } : {}),
  ...(signal ? { signal } : {}),
});

async function embedTexts(
  spec: ConfigurationSpec,
  embedders: readonly (QueryEmbedder & Counting)[],
  texts: readonly string[],
  as: 'query' | 'document',
  options: ModelCall & { embedder?: string | undefined },
) {
  const heaviest = Math.max(...spec.embedders.map(({ weight }) => weight));
  const place = spec.embedders.findIndex(({ checkpointId, weight }) =>
    options.embedder === undefined ? weight === heaviest : checkpointId === options.embedder,
  );
  const embedder = embedders[place];
  if (!embedder) throw new NotFound('This release has no such embedder.');
  const tokensBefore = embedder.statistics?.realTokens ?? 0;
  const vectors = await embedder.embed(texts, as, given(options));
  return { dimension: embedder.dimension, vectors, tokens: (embedder.statistics?.realTokens ?? 0) - tokensBefore };
}

async function scorePassages(
  reranker: (PassageReranker & Counting) | undefined,
  query: string,
  passages: readonly string[],
  options: ModelCall,
) {
  if (!reranker) throw new NotFound('This release has no reranker.');
  const tokensBefore = reranker.statistics?.realTokens ?? 0;
  const scores = await reranker.score(query, passages, given(options));
  return { scores, tokens: (reranker.statistics?.realTokens ?? 0) - tokensBefore };
}

type CorpusPlan = PipelinePlan['corpora'][number];

async function openSearchable(
  plan: PipelinePlan,
  corpus: CorpusPlan,
  embedders: readonly QueryEmbedder[],
  keep: <T extends Closing>(item: T) => T,
): Promise<SearchableCorpus> {
  const { spec, dataDir } = plan;
  const reader = keep(await openCorpus(dataDir, corpus.hash));
  const vectors: VectorSource[] = [];
  for (const [i, { checkpointId }] of spec.embedders.entries()) {
    const checkpoint = findCheckpoint(plan, checkpointId, 'embedder');
    const index = corpus.indexes.find((candidate) => candidate.checkpointId === checkpointId);
    if (!index) {
      throw new InvalidInput(
        `The plan has no index of embedder ${checkpointId} over corpus ${corpus.hash.slice(0, 12)}.`,
      );
    }
    if (index.embedderHash !== checkpoint.hash) {
      throw new Conflict('The index was built by another embedder than the configuration names.', {
        hint: 'Build the index of this embedder; vectors of different embedders cannot be compared.',
      });
    }
    const { manifest, matrix } = await openVectorIndex(path.resolve(dataDir, index.directory), {
      embedderHash: checkpoint.hash,
      corpusHash: corpus.hash,
      manifestHash: index.manifestHash,
    });
    if (manifest.dimension !== embedders[i]?.dimension || manifest.documents !== reader.documentCount) {
      throw new Conflict('The index does not fit its embedder or its corpus: their sizes differ.');
    }
    vectors.push(vectorSource(matrix, spec.fusion.normalise));
  }
  const bm25 = spec.bm25 ? createBm25(await ensureLexicalIndex(dataDir, reader), spec.bm25) : undefined;
  const sources = { documents: reader.documentCount, vectors, bm25 };
  return { reader, firstStage: new FirstStage(sources, spec), bm25 };
}

function findCheckpoint(plan: PipelinePlan, id: string, component: 'embedder' | 'reranker') {
  const checkpoint = plan.checkpoints.find((candidate) => candidate.id === id);
  if (checkpoint?.component === component) return checkpoint;
  throw new InvalidInput(`The plan does not hold the ${component} ${id} that its configuration names.`);
}

/** The files of a checkpoint after each was compared with its hash. */
function checkpointFiles(plan: PipelinePlan, id: string, component: 'embedder' | 'reranker'): Promise<CheckpointFiles> {
  const { directory, files, config, hash } = findCheckpoint(plan, id, component);
  return loadCheckpointFiles(plan.dataDir, {
    name: id,
    contentHash: hash,
    directory: directory === undefined ? null : path.relative(plan.dataDir, directory),
    config,
    files,
  });
}
