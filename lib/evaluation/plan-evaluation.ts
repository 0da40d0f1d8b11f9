import type { StartAdvice } from '@/lib/contracts/advice';
import type { StartComponent } from '@/lib/contracts/evaluations';
import type { GridAxes, StartGrid } from '@/lib/contracts/grid';
import type { StartOperatingPoint } from '@/lib/contracts/operating-points';
import { canonicalJson } from '@/lib/foundation/hash';
import { type ConfigurationSpec, canonicalSpec, defaultBm25 } from '@/lib/retrieval/configuration';
import type { EvaluationTask } from './evaluation.job';
import type { GridRequestInput, GridRowRequest } from './grid-request';
import { noReranker } from './stage-grid';

/** Row of the words alone. */
export const bm25RowKey = 'bm25';
/** Row of what is live, where no other row is the same. */
const liveRowKey = 'live';

const bm25Row = (): GridRowRequest => ({
  key: bm25RowKey,
  label: 'BM25 only',
  embedders: [],
  bm25: { ...defaultBm25 },
  normalise: 'max',
});

/** A first stage of one embedder, of BM25, or of both; the key of an embedder's row is its checkpoint id. */
export function firstStageRow(embedderId: string | null, bm25Weight: number | null): GridRowRequest {
  if (embedderId === null) return bm25Row();
  return {
    key: bm25Weight === null ? embedderId : `${embedderId}+bm25`,
    embedders: [{ checkpointId: embedderId, weight: 1 }],
    bm25: bm25Weight === null ? null : { ...defaultBm25, weight: bm25Weight },
    normalise: 'max',
  };
}

/** The rows of chosen axes: each embedder, with BM25 beside it where a weight is given, then BM25 alone. */
export function rowsOf({
  embedderIds,
  bm25Weight,
  hasBm25,
}: Pick<GridAxes, 'embedderIds' | 'bm25Weight' | 'hasBm25'>): GridRowRequest[] {
  const rows = embedderIds.map((id) => firstStageRow(id, null));
  if (bm25Weight !== undefined) rows.push(...embedderIds.map((id) => firstStageRow(id, bm25Weight)));
  return hasBm25 ? [...rows, bm25Row()] : rows;
}

const axesOf = (axes: GridAxes) => ({
  ...(axes.name === undefined ? {} : { name: axes.name }),
  versionId: axes.versionId,
  split: axes.split,
  rows: rowsOf(axes),
  rerankerIds: axes.rerankerIds,
  budgets: axes.budgets,
  depths: axes.depths,
  rerankerWeights: axes.rerankerWeights,
  measures: axes.measures,
  ...(axes.primaryMeasure === undefined ? {} : { primaryMeasure: axes.primaryMeasure }),
  seed: axes.seed,
});

/**
 * The request of a stage grid from what a person chose. With what is live, its row, reranker, operating point and weight are
 * added to the axes where they are missing, and its cell becomes the champion.
 *
 * @param live  the live configuration; `undefined` before the first promotion
 */
export function planGrid(choice: StartGrid, live: ConfigurationSpec | undefined): EvaluationTask {
  const { confirmationShare, tolerance, alpha } = choice;
  const request = { ...axesOf(choice), confirmationShare, tolerance, alpha };
  return { task: 'grid', request: live && choice.withLive ? withLiveCell(request, live) : request };
}

function withLiveCell(request: ReturnType<typeof axesOf>, live: ConfigurationSpec): GridRequestInput {
  const { budget, depth } = live.operatingPoint;
  const known = request.rows.find((row) => hasSameFirstStage(row, live));
  const row: GridRowRequest = {
    ...(known ?? { key: liveRowKey }),
    embedders: live.embedders,
    bm25: live.bm25,
    normalise: live.fusion.normalise,
  };
  const column = live.reranker?.checkpointId;
  const weight = live.reranker?.weight ?? 0;
  const withOne = <Value>(values: readonly Value[], value: Value) =>
    values.includes(value) ? [...values] : [...values, value];
  return {
    ...request,
    rows: known ? request.rows.map((candidate) => (candidate === known ? row : candidate)) : [...request.rows, row],
    rerankerIds: column === undefined ? request.rerankerIds : withOne(request.rerankerIds, column),
    budgets: withOne(request.budgets, budget),
    depths: withOne(request.depths, depth),
    rerankerWeights: weight === 0 ? request.rerankerWeights : withOne(request.rerankerWeights, weight),
    champion: [row.key, column ?? noReranker.key, budget, depth, weight].join('|'),
  };
}

/** Whether a row finds the same candidates: of one source alone weight and normalisation change nothing. */
function hasSameFirstStage(row: GridRowRequest, live: ConfigurationSpec): boolean {
  const isOneSource = live.embedders.length + (live.bm25 ? 1 : 0) === 1;
  const content = ({ embedders, bm25 }: Pick<ConfigurationSpec, 'embedders' | 'bm25'>, normalise: string) =>
    isOneSource
      ? canonicalJson({
          ids: embedders.map(({ checkpointId }) => checkpointId),
          bm25: bm25 && { k1: bm25.k1, b: bm25.b },
        })
      : canonicalJson({ embedders: canonicalSpec({ ...live, embedders }).embedders, bm25, normalise });
  return content(row, row.normalise) === content(live, live.fusion.normalise);
}

/** The request of the advisor from what a person chose. */
export function planAdvice(choice: StartAdvice): EvaluationTask {
  const { method, estimand, alpha, tolerance, budgetShare } = choice;
  const limits = { method, estimand, alpha, budgetShare, ...(tolerance === undefined ? {} : { tolerance }) };
  return { task: 'advice', request: { ...axesOf(choice), ...limits } };
}

/** The request of a component evaluation from what a person chose. */
export function planComponent(choice: StartComponent): EvaluationTask {
  if (choice.component === 'embedder') {
    const { embedderIds, hasBm25, ...rest } = choice;
    return { task: 'component', request: { ...rest, rows: rowsOf({ embedderIds, hasBm25 }) } };
  }
  const { embedderId, ...rest } = choice;
  return { task: 'component', request: { ...rest, candidates: firstStageRow(embedderId, null) } };
}

/** The request of operating points from what a person chose. */
export function planOperatingPoint({ embedderId, bm25Weight, ...rest }: StartOperatingPoint): EvaluationTask {
  return { task: 'operating-point', request: { ...rest, row: firstStageRow(embedderId, bm25Weight) } };
}
