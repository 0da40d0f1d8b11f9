import { db } from '@/lib/db/client';
import { InvalidInput } from '@/lib/foundation/errors';
import { type Measure, measureName } from '@/lib/metrics/measure';
import { parseMeasure } from '@/lib/metrics/parse-measure';
import type { Backbone, CheckpointFacts, FirstStageSpec, OpenBackbone, OpenedReranker } from './backbone';
import type { EvaluationInputs } from './evidence';
import { type GatheredCandidates, gatherCandidates } from './gather-candidates';
import type { GridRequest, GridRowRequest } from './grid-request';
import { loadQuerySet, type QuerySet } from './query-set';
import { pairHash } from './score-cache';
import type { PairScorer } from './score-union';
import { type GridCell, type GridColumn, gridCells, noReranker } from './stage-grid';

/** Per-query records of one evaluation that memory and database bear. */
const mostRecords = 300_000;

/** How a long evaluation reports and ends early; the context of a job fits. */
export type Work = {
  readonly jobId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((at: { phase: string; done: number; total: number; unit: string }) => Promise<void>) | undefined;
};

/** A grid with its candidates found, before any reranker runs. */
export type PreparedGrid = {
  readonly querySet: QuerySet;
  readonly backbone: Backbone;
  readonly rows: readonly (GridRowRequest & { label: string })[];
  readonly columns: readonly (GridColumn & { checkpoint?: CheckpointFacts })[];
  readonly cells: readonly GridCell[];
  readonly candidates: GatheredCandidates;
  readonly measures: readonly Measure[];
  readonly primaryIndex: number;
  readonly inputs: EvaluationInputs;
  readonly pairHashOf: (queryId: string, documentId: string) => string;
};

type GridParts = Pick<
  GridRequest,
  | 'versionId'
  | 'split'
  | 'rows'
  | 'rerankerIds'
  | 'hasNoReranker'
  | 'budgets'
  | 'depths'
  | 'rerankerWeights'
  | 'measures'
> & { primaryMeasure?: string | undefined };

/**
 * Loads the queries, opens the backbone and finds all candidates. The caller closes `backbone`.
 *
 * @throws {InvalidInput} for impossible axes or measures @throws {NotFound} for unknown versions and checkpoints
 * @throws {Conflict} for archived checkpoints and missing indexes
 */
export async function prepareGrid(request: GridParts, openBackbone: OpenBackbone, work: Work): Promise<PreparedGrid> {
  const measures = request.measures.map(parseMeasure);
  const primaryIndex = indexOfPrimary(measures, request.primaryMeasure);
  const querySet = await loadQuerySet(db(), request.versionId, request.split);
  const embedderIds = request.rows.flatMap((row) => row.embedders.map((embedder) => embedder.checkpointId));
  const backbone = await openBackbone({
    corpusHash: querySet.corpusHash,
    instruction: querySet.instruction,
    embedderIds: [...new Set(embedderIds)],
    rerankerIds: request.rerankerIds,
  });
  try {
    const rows = request.rows.map((row) => ({ ...row, label: row.label ?? rowLabel(row, backbone.checkpoints) }));
    const columns = gridColumns(request, backbone.checkpoints);
    const { budgets, depths, rerankerWeights } = request;
    const cells = gridCells({ rows, columns, budgets, depths, rerankerWeights });
    if (cells.length * querySet.queries.length > mostRecords) {
      throw new InvalidInput(
        `${cells.length} cells on ${querySet.queries.length} queries are too much for one evaluation (at most ${mostRecords.toLocaleString('en')} in all).`,
        { hint: 'Take fewer budgets, depths or weights, or a smaller split.' },
      );
    }
    const total = rows.length * querySet.queries.length;
    const candidates = await gatherCandidates(
      backbone,
      rows.map((row) => ({ key: row.key, spec: firstStageOf(row) })),
      querySet.queries,
      budgets,
      querySet.instruction,
      {
        signal: work.signal,
        onProgress: (done) => work.progress?.({ phase: 'candidates', done, total, unit: 'queries' }),
      },
    );
    const textOf = new Map(querySet.queries.map((query) => [query.id, query.text]));
    const pairHashOf = (queryId: string, documentId: string) =>
      pairHash(
        querySet.instruction,
        textOf.get(queryId) ?? '',
        backbone.passageHash(candidates.ordinals.get(documentId) as number),
      );
    const inputs = inputsOf(querySet, backbone);
    return { querySet, backbone, rows, columns, cells, candidates, measures, primaryIndex, inputs, pairHashOf };
  } catch (error) {
    await backbone.close();
    throw error;
  }
}

export const firstStageOf = (row: GridRowRequest): FirstStageSpec => ({
  embedders: row.embedders,
  bm25: row.bm25,
  fusion: { normalise: row.normalise },
});

/** A scorer that loads its reranker at the first pair that is not cached; `close` is safe when it never did. */
export function lazyScorer(grid: PreparedGrid, checkpoint: CheckpointFacts): PairScorer & { close(): Promise<void> } {
  let opened: OpenedReranker | undefined;
  const textOf = new Map(grid.querySet.queries.map((query) => [query.id, query.text]));
  return {
    rerankerHash: checkpoint.contentHash,
    async score(queryId, documentIds, signal) {
      opened ??= await grid.backbone.openReranker(checkpoint.id);
      const ordinals = documentIds.map((id) => grid.candidates.ordinals.get(id) as number);
      return opened.score(textOf.get(queryId) ?? '', ordinals, signal);
    },
    close: async () => opened?.close(),
  };
}

/** The keys under which a row's candidates stand: at the largest budget, and at smaller ones that are no prefix of it. */
export const candidateKeys = (grid: PreparedGrid, rows: Iterable<string>): string[] => {
  const wanted = new Set(rows);
  return [...grid.candidates.table.keys()].filter((key) => wanted.has(key.split('@')[0] as string));
};

function gridColumns(
  { rerankerIds, hasNoReranker }: GridParts,
  checkpoints: readonly CheckpointFacts[],
): (GridColumn & { checkpoint?: CheckpointFacts })[] {
  const columns = rerankerIds.flatMap((id) => {
    const checkpoint = checkpoints.find((candidate) => candidate.id === id);
    return checkpoint ? [{ key: id, label: checkpointLabel(checkpoint), isReranker: true, checkpoint }] : [];
  });
  return hasNoReranker ? [noReranker, ...columns] : columns;
}

const checkpointLabel = ({ name, stage }: CheckpointFacts): string => `${name} (${stage})`;

function rowLabel(row: GridRowRequest, checkpoints: readonly CheckpointFacts[]): string {
  const names = row.embedders.map(({ checkpointId }) => {
    const checkpoint = checkpoints.find((candidate) => candidate.id === checkpointId);
    return checkpoint ? checkpointLabel(checkpoint) : checkpointId;
  });
  if (!row.bm25) return names.join(' + ');
  return names.length === 0 ? 'BM25 only' : `${names.join(' + ')} + BM25`;
}

function indexOfPrimary(measures: readonly Measure[], primary: string | undefined): number {
  if (primary === undefined) return 0;
  const name = measureName(parseMeasure(primary));
  const index = measures.findIndex((measure) => measureName(measure) === name);
  if (index < 0) throw new InvalidInput(`The primary measure ${name} is not among the measures of the grid.`);
  return index;
}

function inputsOf(querySet: QuerySet, backbone: Backbone): EvaluationInputs {
  const { versionId, contentHash, corpusHash, split, instruction } = querySet;
  return {
    dataset: { versionId, contentHash, corpusHash, split },
    instruction,
    checkpoints: backbone.checkpoints.map(({ id, component, stage, contentHash: hash }) => ({
      id,
      component,
      stage,
      contentHash: hash,
    })),
    indexes: backbone.indexes.map(({ id, embedderHash, corpusHash: corpus, manifestHash }) => ({
      id,
      embedderHash,
      corpusHash: corpus,
      manifestHash,
    })),
    files: [],
    evaluations: [],
  };
}
