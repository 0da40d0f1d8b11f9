import path from 'node:path';
import { openCorpus } from '@/lib/datasets/corpus-files';
import { Conflict, InvalidInput, NotFound, Unavailable } from '@/lib/foundation/errors';
import { pathInside } from '@/lib/foundation/files';
import { sha256File } from '@/lib/foundation/hash';
import type { CheckpointFiles } from '@/lib/models/checkpoint-config';
import { createBm25 } from './bm25';
import { configurationSpecSchema } from './configuration';
import { FirstStage } from './first-stage';
import { ensureLexicalIndex } from './lexical-index';
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
export type OpenEmbedder = (files: CheckpointFiles) => Promise<QueryEmbedder & Closing>;
export type OpenReranker = (files: CheckpointFiles) => Promise<PassageReranker & Closing>;

/** How models are opened: handed in, because whether they run in threads of this process is the caller's choice. */
export type PipelineOpeners = { openEmbedder: OpenEmbedder; openReranker: OpenReranker };

/** A configuration that is loaded and answers queries; models, indexes and texts live and die together. */
export type Pipeline = {
  readonly id: string;
  readonly corpora: readonly string[];
  /** The parts, for work that wants more than single answers (evaluation). */
  readonly parts: PipelineParts;
  /** See `retrieve`. */
  retrieve(query: string, options?: RetrieveOptions): Promise<RetrieveReply>;
  close(): Promise<void>;
};

/**
 * Opens everything that a plan names, from files alone: no database. Each file is checked against its hash, each index
 * against the embedder and the corpus; a missing BM25 index is built, since it follows from the texts.
 *
 * @throws {Conflict} if an index belongs to another embedder or corpus than the plan says
 * @throws {NotFound} for files that are not there @throws {Unavailable} for files that differ from their hash
 * @throws {InvalidInput} if the plan does not hold what its spec names
 */
export async function openPipeline(plan: PipelinePlan, openers: PipelineOpeners): Promise<Pipeline> {
  const spec = configurationSpecSchema.parse(plan.spec);
  const opened: Closing[] = [];
  const keep = <T extends Closing>(item: T): T => {
    opened.push(item);
    return item;
  };
  const close = async () => {
    await Promise.allSettled(opened.splice(0).map((item) => item.close()));
  };
  try {
    const embedders = [];
    for (const { checkpointId } of spec.embedders) {
      embedders.push(keep(await openers.openEmbedder(await checkpointFiles(plan, checkpointId, 'embedder'))));
    }
    const reranker = spec.reranker
      ? keep(await openers.openReranker(await checkpointFiles(plan, spec.reranker.checkpointId, 'reranker')))
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
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
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
  const matrices = [];
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
    matrices.push(matrix);
  }
  const bm25 = spec.bm25 ? createBm25(await ensureLexicalIndex(dataDir, reader), spec.bm25) : undefined;
  const sources = { documents: reader.documentCount, matrices, bm25 };
  return { reader, firstStage: new FirstStage(sources, spec), bm25 };
}

function findCheckpoint(plan: PipelinePlan, id: string, component: 'embedder' | 'reranker') {
  const checkpoint = plan.checkpoints.find((candidate) => candidate.id === id);
  if (checkpoint?.component === component) return checkpoint;
  throw new InvalidInput(`The plan does not hold the ${component} ${id} that its configuration names.`);
}

/** The files of a checkpoint after each was compared with its hash. */
async function checkpointFiles(
  plan: PipelinePlan,
  id: string,
  component: 'embedder' | 'reranker',
): Promise<CheckpointFiles> {
  const { directory, files, config, hash } = findCheckpoint(plan, id, component);
  if (directory === undefined) return { directory: '', config, hash };
  for (const { path: name, sha256 } of files) {
    const file = pathInside(directory, name);
    if (!file) throw new InvalidInput(`The checkpoint names a file outside its folder.`);
    const actual = await sha256File(file).catch((error) => {
      throw new NotFound(`The file ${name} of checkpoint ${id} is missing.`, {}, { cause: error });
    });
    if (actual !== sha256) {
      throw new Unavailable(
        `The file ${name} of checkpoint ${id} does not match its hash; it was changed or is damaged.`,
        {
          hint: 'Restore it from a backup, or import the checkpoint again.',
        },
      );
    }
  }
  return { directory, config, hash };
}
