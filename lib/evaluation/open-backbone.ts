import { availableParallelism } from 'node:os';
import path from 'node:path';
import { type CorpusReader, openCorpus } from '@/lib/datasets/corpus-files';
import { passageText } from '@/lib/datasets/passage-text';
import { db } from '@/lib/db/client';
import { env } from '@/lib/foundation/env';
import { Cancelled, Conflict, NotFound } from '@/lib/foundation/errors';
import { canonicalJson } from '@/lib/foundation/hash';
import { createOnnxPool } from '@/lib/onnx/thread-pool';
import { openCheckpointEmbedder, openCheckpointReranker } from '@/lib/registry/open-checkpoint';
import { openBatchSearch } from '@/lib/retrieval/batch-search';
import { createBm25, type LexicalQuery } from '@/lib/retrieval/bm25';
import { type ConfigurationSpec, defaultBm25 } from '@/lib/retrieval/configuration';
import { FirstStage, vectorSource } from '@/lib/retrieval/first-stage';
import { fuseFirstStage } from '@/lib/retrieval/fusion';
import { ensureLexicalIndex, type LexicalIndex } from '@/lib/retrieval/lexical-index';
import { openVectorIndex } from '@/lib/retrieval/open-vector-index';
import { checkpointFilesSchema } from '@/lib/retrieval/pipeline-plan';
import { planPipeline } from '@/lib/retrieval/plan-pipeline';
import type { VectorMatrix } from '@/lib/retrieval/vector-matrix';
import type {
  Backbone,
  BackboneRequest,
  CheckpointFacts,
  FirstStageSpec,
  OpenedReranker,
  WorkOptions,
} from './backbone';
import type { QueryText } from './query-set';
import type { OrdinalList } from './score-cache';

type CheckpointRow = NonNullable<Awaited<ReturnType<ReturnType<typeof db>['checkpoint']['findUnique']>>>;
type IndexPlan = Awaited<ReturnType<typeof planPipeline>>['corpora'][number]['indexes'][number];

/**
 * Opens the real models and indexes over a corpus.
 *
 * @throws {NotFound} for checkpoints that do not exist (any more)
 * @throws {Conflict} for archived checkpoints, components in the wrong place, and missing indexes, all of them named
 */
export async function openBackbone(request: BackboneRequest): Promise<Backbone> {
  const rows = await findCheckpoints(request);
  const plan = await planPipeline(db(), {
    id: 'evaluation',
    spec: specOf(request.embedderIds),
    corpusHashes: [request.corpusHash],
  });
  const corpus = await openCorpus(env().dataDir, request.corpusHash);
  return new LocalBackbone(request, rows, plan.corpora[0]?.indexes ?? [], corpus);
}

/** A spec that names all embedders, for planning only: it finds their indexes over the corpus. */
const specOf = (embedderIds: readonly string[]): ConfigurationSpec => ({
  embedders: embedderIds.map((checkpointId) => ({ checkpointId, weight: 1 })),
  bm25: embedderIds.length === 0 ? defaultBm25 : null,
  reranker: null,
  fusion: { normalise: 'max' },
  operatingPoint: { budget: 100, depth: 10 },
});

async function findCheckpoints({ embedderIds, rerankerIds }: BackboneRequest): Promise<CheckpointRow[]> {
  const wanted = [
    ...embedderIds.map((id) => ({ id, component: 'embedder' })),
    ...rerankerIds.map((id) => ({ id, component: 'reranker' })),
  ];
  const rows = await db().checkpoint.findMany({ where: { id: { in: wanted.map(({ id }) => id) } } });
  const missing = wanted.filter(({ id }) => !rows.some((row) => row.id === id)).map(({ id }) => id);
  if (missing.length > 0)
    throw new NotFound(`There is no checkpoint ${missing.join(', ')}. It may have been deleted since.`);
  const problems = wanted.flatMap(({ id, component }) => {
    const row = rows.find((candidate) => candidate.id === id) as CheckpointRow;
    if (row.component !== component) return [`${row.name} is a ${row.component}, not a ${component}.`];
    return row.archivedAt ? [`${row.name} is archived; take it out of the archive to evaluate it.`] : [];
  });
  if (problems.length > 0) throw new Conflict(problems.join(' '));
  return rows;
}

const factsOf = (row: CheckpointRow): CheckpointFacts => ({
  id: row.id,
  name: row.name,
  component: row.component,
  stage: row.stage,
  contentHash: row.contentHash,
  parentId: row.parentId,
  sizeBytes: checkpointFilesSchema.parse(row.files).reduce((sum, file) => sum + file.sizeBytes, 0),
});

/** Models run one at a time and may use what the machine has; scores do not depend on it. */
const modelThreads = Math.min(4, Math.max(1, availableParallelism()));

/** Searches between two turns of the event loop, so that the job's heartbeat gets its turn. */
const queriesPerTurn = 8;

class LocalBackbone implements Backbone {
  readonly corpusHash: string;
  readonly documentIds: readonly string[];
  readonly checkpoints: readonly CheckpointFacts[];
  /** query vectors by embedder and text: rows that share an embedder embed each query once */
  private readonly vectors = new Map<string, Map<string, Float32Array>>();
  /** only those of the first stage that is being searched: large corpora allow no more */
  private readonly matrices = new Map<string, VectorMatrix>();
  private lexical: LexicalIndex | undefined;
  /** the first stage that is being searched: BM25 keeps what it computed for the terms it has met */
  private current: { key: string; stage: FirstStage; prepare(text: string): LexicalQuery } | undefined;

  constructor(
    private readonly request: BackboneRequest,
    private readonly rows: readonly CheckpointRow[],
    readonly indexes: readonly IndexPlan[],
    private readonly corpus: CorpusReader,
  ) {
    this.corpusHash = request.corpusHash;
    this.documentIds = corpus.ids;
    this.checkpoints = rows.map(factsOf);
  }

  passageHash(ordinal: number): string {
    return this.corpus.textHash(ordinal);
  }

  async search(
    spec: FirstStageSpec,
    queries: readonly QueryText[],
    depth: number,
    { signal, onProgress }: WorkOptions = {},
  ): Promise<OrdinalList[]> {
    for (const { checkpointId } of spec.embedders) await this.embed(checkpointId, queries, signal);
    const [only] = spec.embedders;
    // One embedder alone is the usual row, and searching many queries at once costs a fifth.
    if (only && spec.embedders.length === 1 && !spec.bm25) return this.searchBatch(spec, only, queries, depth, signal);
    const { stage, prepare } = await this.firstStage(spec);
    const lists: OrdinalList[] = [];
    for (const [i, { text }] of queries.entries()) {
      if (i % queriesPerTurn === 0) {
        if (signal?.aborted) throw new Cancelled('The evaluation was cancelled.');
        await new Promise((resolve) => setImmediate(resolve));
        await onProgress?.(i);
      }
      const vectors = spec.embedders.map(
        ({ checkpointId }) => this.vectors.get(checkpointId)?.get(text) as Float32Array,
      );
      const found = stage.search({ vectors, terms: prepare(text) }, depth);
      lists.push({
        ordinals: Uint32Array.from(found, ({ ordinal }) => ordinal),
        scores: Float64Array.from(found, ({ firstStageScore }) => firstStageScore),
      });
    }
    return lists;
  }

  private async searchBatch(
    spec: FirstStageSpec,
    { checkpointId, weight }: { checkpointId: string; weight: number },
    queries: readonly QueryText[],
    depth: number,
    signal?: AbortSignal,
  ): Promise<OrdinalList[]> {
    const matrix = await this.matrix(checkpointId, spec);
    const vectors = new Float32Array(queries.length * matrix.dimension);
    for (const [i, { text }] of queries.entries()) {
      vectors.set(this.vectors.get(checkpointId)?.get(text) as Float32Array, i * matrix.dimension);
    }
    const pool = createOnnxPool({ threads: modelThreads });
    try {
      const batch = await openBatchSearch(
        pool,
        path.resolve(env().dataDir, this.index(checkpointId).directory),
        matrix,
      );
      const lists = await batch.search(vectors, depth, signal);
      await batch.close();
      return lists.map(({ ordinals, scores, statistics }) => {
        const ranks = Uint32Array.from(ordinals, (_, i) => i + 1);
        const fused = fuseFirstStage([{ weight, scores, ranks, statistics }], spec.fusion.normalise);
        return { ordinals: Uint32Array.from(ordinals), scores: fused };
      });
    } finally {
      await pool.close();
    }
  }

  async openReranker(checkpointId: string): Promise<OpenedReranker> {
    const reranker = await openCheckpointReranker(this.row(checkpointId).id, { threads: modelThreads });
    const { instruction } = this.request;
    return {
      score: async (queryText, ordinals, signal) => {
        const documents = await this.corpus.read(ordinals);
        const options = { ...(instruction ? { instruction } : {}), ...(signal ? { signal } : {}) };
        return reranker.score(cleanText(queryText), documents.map(passageText), options);
      },
      close: () => reranker.close(),
    };
  }

  async close(): Promise<void> {
    this.current = undefined;
    this.matrices.clear();
    this.vectors.clear();
    await this.corpus.close();
  }

  private row(checkpointId: string): CheckpointRow {
    const row = this.rows.find(({ id }) => id === checkpointId);
    if (!row) throw new NotFound(`The checkpoint ${checkpointId} was not asked for when this evaluation was opened.`);
    return row;
  }

  private async embed(checkpointId: string, queries: readonly QueryText[], signal?: AbortSignal): Promise<void> {
    const known = this.vectors.get(checkpointId) ?? new Map<string, Float32Array>();
    this.vectors.set(checkpointId, known);
    const missing = [...new Set(queries.map(({ text }) => text))].filter((text) => !known.has(text));
    if (missing.length === 0) return;
    const embedder = await openCheckpointEmbedder(this.row(checkpointId).id, { threads: modelThreads });
    try {
      const { instruction } = this.request;
      const options = { ...(instruction ? { instruction } : {}), ...(signal ? { signal } : {}) };
      const rows = await embedder.embed(missing.map(cleanText), 'query', options);
      const { dimension } = embedder;
      for (const [i, text] of missing.entries()) known.set(text, rows.slice(i * dimension, (i + 1) * dimension));
    } finally {
      await embedder.close();
    }
  }

  private async firstStage(spec: FirstStageSpec) {
    const key = canonicalJson(spec);
    if (this.current?.key === key) return this.current;
    const matrices: VectorMatrix[] = [];
    for (const { checkpointId } of spec.embedders) matrices.push(await this.matrix(checkpointId, spec));
    if (spec.bm25) this.lexical ??= await ensureLexicalIndex(env().dataDir, this.corpus);
    const bm25 = spec.bm25 && this.lexical ? createBm25(this.lexical, spec.bm25) : undefined;
    const vectors = matrices.map((matrix) => vectorSource(matrix, spec.fusion.normalise));
    const full = { ...spec, reranker: null, operatingPoint: { budget: 100, depth: 10 } };
    const stage = new FirstStage({ documents: this.corpus.documentCount, vectors, bm25 }, full);
    this.current = { key, stage, prepare: (text) => bm25?.prepare(cleanText(text)) ?? [] };
    return this.current;
  }

  /** The vectors of an embedder; those that the first stage does not use are let go. */
  private async matrix(checkpointId: string, spec: FirstStageSpec): Promise<VectorMatrix> {
    const wanted = new Set(spec.embedders.map((embedder) => embedder.checkpointId));
    for (const id of this.matrices.keys()) if (!wanted.has(id)) this.matrices.delete(id);
    const known = this.matrices.get(checkpointId);
    if (known) return known;
    const { embedderHash, corpusHash, manifestHash, directory } = this.index(checkpointId);
    const expected = { embedderHash, corpusHash, manifestHash };
    const { matrix } = await openVectorIndex(path.resolve(env().dataDir, directory), expected);
    this.matrices.set(checkpointId, matrix);
    return matrix;
  }

  private index(checkpointId: string): IndexPlan {
    const index = this.indexes.find((candidate) => candidate.checkpointId === checkpointId);
    if (!index) throw new Conflict(`There is no finished index of ${this.row(checkpointId).name} over this corpus.`);
    return index;
  }
}

/** As serving does: a lone half of a surrogate pair has no UTF-8 form and would not survive the way to a model. */
const cleanText = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');
