import { z } from 'zod';
import { type Actor, requireRole } from '@/lib/auth/actor';
import type { EvaluationResults } from '@/lib/contracts/evaluation-results';
import { Cancelled, InvalidInput } from '@/lib/foundation/errors';
import { seededRandom } from '@/lib/foundation/random';
import { measureName } from '@/lib/metrics/measure';
import { parseMeasure } from '@/lib/metrics/parse-measure';
import { type ConfigurationSpec, configurationHash } from '@/lib/retrieval/configuration';
import type { OpenBackbone } from './backbone';
import { describeMachine } from './evidence';
import type { CellEvaluation } from './grid-cells';
import { gridRowSchema } from './grid-request';
import type { OpenProbe } from './latency-probe';
import { latencyQuantile } from './latency-quantile';
import { meanInterval } from './mean-interval';
import { bestUnderLatency, type MeasuredPoint, pointFront, presetPoints } from './operating-points';
import { firstStageOf, type PreparedGrid, prepareGrid, type Work } from './prepare-grid';
import { relevantRanks, smallestBudgetForRecall } from './recall-budget-curve';
import { queryRecords, scoreGrid } from './score-grid';
import { insertEvaluation } from './store';

export const operatingPointRequestSchema = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  versionId: z.string().min(1),
  split: z.string().min(1).max(100),
  row: gridRowSchema,
  rerankerId: z.string().min(1).nullable().default(null),
  rerankerWeight: z.number().positive().max(1).default(1),
  budgets: z.array(z.number().int().min(1).max(1000)).min(1).max(20).default([10, 20, 40, 60, 100]),
  depths: z.array(z.number().int().min(1).max(200)).min(1).max(5).default([10]),
  primaryMeasure: z.string().default('nDCG@10'),
  /** smallest K that reaches this recall with its lower bound */
  recallTarget: z.number().gt(0).max(1).optional(),
  /** best quality whose p95 stays within this */
  p95BudgetMs: z.number().positive().optional(),
  /** queries that are timed at each K; the p95 of fewer than 59 has no upper bound */
  samples: z.number().int().min(5).max(1000).default(60),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
});
export type OperatingPointRequest = z.input<typeof operatingPointRequestSchema>;
type ParsedRequest = z.output<typeof operatingPointRequestSchema>;

/**
 * Measures quality and latency of one configuration at several K and N on this machine, and says which point reaches a
 * recall target, which is best within a latency budget, which are worth considering, and what the presets are.
 *
 * @throws as `runGrid`
 */
export async function chooseOperatingPoint(
  actor: Actor,
  input: OperatingPointRequest,
  ports: { openBackbone: OpenBackbone; openProbe: OpenProbe },
  work: Work = {},
): Promise<{ evaluationId: string; hash: string }> {
  requireRole(actor, 'operator');
  const request = operatingPointRequestSchema.parse(input);
  const primary = measureName(parseMeasure(request.primaryMeasure));
  const grid = await prepareGrid(gridOf(request, primary), ports.openBackbone, work);
  try {
    const { material, cells } = await scoreGrid(grid, work);
    const latencies = await timeBudgets(grid, request, ports.openProbe, work);
    const points = cells.map((evaluated) => measuredPoint(evaluated, latencies));
    const { name: _name, ...settings } = request;
    const { id, hash } = await insertEvaluation(actor, {
      name: request.name ?? `Operating points on ${grid.querySet.datasetName}, ${grid.querySet.split}`,
      subject: {
        configurationHash: null,
        description: `${grid.rows[0]?.label} x ${grid.columns[0]?.label} at ${points.length} operating points`,
      },
      settings: JSON.parse(JSON.stringify(settings)),
      inputs: grid.inputs,
      results: operatingPointResults(grid, points, request, primary),
      seed: request.seed,
      machine: describeMachine(),
      queries: [...queryRecords(material, cells)],
      jobId: work.jobId,
    });
    return { evaluationId: id, hash };
  } finally {
    await grid.backbone.close();
  }
}

const gridOf = (
  { versionId, split, row, rerankerId, rerankerWeight, budgets, depths }: ParsedRequest,
  primary: string,
) => ({
  versionId,
  split,
  rows: [row],
  rerankerIds: rerankerId === null ? [] : [rerankerId],
  hasNoReranker: rerankerId === null,
  budgets,
  depths,
  rerankerWeights: [rerankerWeight],
  measures: [primary],
});

/**
 * Wall times by budget. Budgets take turns for every query, so that a busy moment of the machine hits all of them; the
 * first query warms up and does not count. Depth changes next to nothing, so the largest stands for all.
 */
async function timeBudgets(
  grid: PreparedGrid,
  request: ParsedRequest,
  openProbe: OpenProbe,
  { signal, progress }: Work,
): Promise<Map<number, number[]>> {
  const budgets = [...new Set(grid.cells.map((cell) => cell.budget))];
  const depthAt = (budget: number) => Math.max(...request.depths.filter((depth) => depth <= budget));
  const texts = grid.querySet.queries.map(({ text }) => text).filter((text) => text.trim() !== '');
  if (texts.length === 0) throw new InvalidInput('The split has no query with text, so no latency can be measured.');
  const order = seededRandom(request.seed).shuffle([...texts]);
  const times = new Map(budgets.map((budget): [number, number[]] => [budget, []]));
  const probe = await openProbe({
    spec: specOf(grid, request),
    corpusHash: grid.querySet.corpusHash,
    instruction: grid.querySet.instruction,
  });
  try {
    for (let sample = -1; sample < request.samples; sample++) {
      if (signal?.aborted) throw new Cancelled('Measuring was cancelled.');
      const text = order[(sample + order.length) % order.length] as string;
      for (const budget of budgets) {
        const ms = await probe.time(text, budget, depthAt(budget));
        if (sample >= 0) times.get(budget)?.push(ms);
      }
      await progress?.({ phase: 'timing', done: sample + 1, total: request.samples, unit: 'queries' });
    }
  } finally {
    await probe.close();
  }
  return times;
}

/** The configuration that is timed, at its largest operating point. */
function specOf(grid: PreparedGrid, { row, rerankerId, rerankerWeight, depths }: ParsedRequest): ConfigurationSpec {
  const budget = Math.max(...grid.cells.map((cell) => cell.budget));
  return {
    ...firstStageOf(row),
    reranker: rerankerId === null ? null : { checkpointId: rerankerId, weight: rerankerWeight },
    operatingPoint: { budget, depth: Math.max(...depths.filter((depth) => depth <= budget)) },
  };
}

function measuredPoint({ cell, evaluation }: CellEvaluation, latencies: ReadonlyMap<number, number[]>): MeasuredPoint {
  const values = (evaluation.scores[0]?.values ?? []).flatMap((value) => value ?? []);
  if (values.length === 0) throw new InvalidInput('No query has a relevant document, so there is no quality to weigh.');
  const interval = meanInterval(values);
  const samples = latencies.get(cell.budget) ?? [];
  return {
    budget: cell.budget,
    depth: cell.depth,
    quality: values.reduce((sum, value) => sum + value, 0) / values.length,
    qualityLower: interval?.lower,
    qualityUpper: interval?.upper,
    medianMs: latencyQuantile(samples, 0.5).valueMs,
    p95Ms: latencyQuantile(samples).valueMs,
  };
}

function operatingPointResults(
  grid: PreparedGrid,
  points: readonly MeasuredPoint[],
  { recallTarget, p95BudgetMs, samples }: ParsedRequest,
  primary: string,
): EvaluationResults {
  const choice = p95BudgetMs === undefined ? undefined : bestUnderLatency(points, p95BudgetMs);
  return {
    kind: 'operating-point',
    estimand: 'future-queries',
    primaryMeasure: primary,
    points: points.map(store),
    front: pointFront(points).map(store),
    presets: presetPoints(points).map(({ name, qualityShare, point }) => ({ name, qualityShare, point: store(point) })),
    recallTarget: recallTarget === undefined ? null : recallResult(grid, recallTarget),
    latencyBudget:
      choice && p95BudgetMs !== undefined
        ? {
            p95Ms: p95BudgetMs,
            isPossible: choice.isPossible,
            point: store(choice.isPossible ? choice.point : choice.fastest),
          }
        : null,
    samples,
  };
}

const store = (point: MeasuredPoint) => ({
  ...point,
  qualityLower: point.qualityLower ?? null,
  qualityUpper: point.qualityUpper ?? null,
});

function recallResult(grid: PreparedGrid, target: number) {
  const key = grid.rows[0]?.key ?? '';
  const lists = new Map([...(grid.candidates.table.get(key) ?? [])].map(([id, list]) => [id, list.documentIds]));
  const { qrels, relevantFrom } = grid.querySet;
  const largest = Math.max(...grid.cells.map((cell) => cell.budget));
  const found = smallestBudgetForRecall(relevantRanks(lists, qrels, relevantFrom), target, largest);
  const point = found.isReached ? found.point : found.largest;
  return {
    target,
    isReached: found.isReached,
    budget: found.isReached ? found.budget : null,
    recall: point?.mean ?? null,
    lower: point?.lower ?? null,
  };
}

/** The hash of the configuration that an operating point belongs to, for evidence. */
export const pointConfigurationHash = (spec: ConfigurationSpec, budget: number, depth: number): string =>
  configurationHash({ ...spec, operatingPoint: { budget, depth } });
