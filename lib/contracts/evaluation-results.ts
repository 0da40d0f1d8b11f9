import { z } from 'zod';

/**
 * What evaluations store as results and the console shows: one shape per kind, read by screens, exports and the gate too. `null` stands where a
 * number has no meaning; JSON has no `undefined`.
 */
const number = z.number();
const nullable = z.number().nullable();
const count = z.number().int().nonnegative();

export const measureSummarySchema = z.object({
  measure: z.string(),
  mean: nullable,
  lower: nullable,
  upper: nullable,
  /** queries with a value, of all judged queries: "n of m queries" */
  definedQueries: count,
  queries: count,
});
export type MeasureSummary = z.infer<typeof measureSummarySchema>;

export const stratumSummarySchema = z.object({
  dimension: z.string(),
  value: z.string(),
  measures: z.array(measureSummarySchema),
});

/** One evaluated thing: a checkpoint, a cell, a run. `row` is its key in the per-query table. */
export const rowSummarySchema = z.object({
  row: z.string(),
  label: z.string(),
  measures: z.array(measureSummarySchema),
  coverage: z.object({ k: count, mean: nullable }),
  strata: z.array(stratumSummarySchema),
  /** what a reader must know before believing the means */
  remarks: z.array(z.string()),
});
export type RowSummary = z.infer<typeof rowSummarySchema>;

/** What the intervals and p-values speak about: other queries like these, not only the ones at hand. */
const estimand = z.literal('future-queries');

const intervalSchema = z.object({ lower: number, upper: number }).nullable();

export const pairedSchema = z.object({
  queries: count,
  mean: number,
  sd: nullable,
  t: nullable,
  tP: nullable,
  interval: intervalSchema,
  bootstrap: intervalSchema,
  signFlipP: number,
  isExact: z.boolean(),
  effectSize: nullable,
  better: count,
  equal: count,
  worse: count,
});
export type PairedSummary = z.infer<typeof pairedSchema>;

export const regressionSchema = z.object({
  measure: z.string(),
  tolerance: number,
  /** what was compared: the row, and the one it was compared with */
  row: z.string(),
  against: z.string(),
  strata: z.array(
    z.object({
      dimension: z.string(),
      value: z.string(),
      paired: pairedSchema,
      correctedP: number,
      verdict: z.enum(['improved', 'unchanged', 'non-inferior', 'regressed', 'inconclusive']),
    }),
  ),
  mostHurt: z.array(z.object({ queryId: z.string(), before: number, after: number, change: number })),
});
export type RegressionSummary = z.infer<typeof regressionSchema>;

const curveSchema = z.object({
  row: z.string(),
  label: z.string(),
  queries: count,
  judgedQueries: count,
  points: z.array(z.object({ budget: count, mean: number, lower: number, upper: number })),
});

/** A figure from a publication, entered by a person to be drawn beside a curve. */
export const referencePointSchema = z.object({
  label: z.string().min(1).max(200),
  source: z.string().max(500),
  budget: z.number().int().min(1).max(1000),
  recall: z.number().min(0).max(1),
});

export const componentResultsSchema = z.object({
  kind: z.literal('component'),
  estimand,
  component: z.enum(['embedder', 'reranker']),
  rows: z.array(rowSummarySchema),
  curves: z.array(curveSchema),
  references: z.array(referencePointSchema),
  regressions: z.array(regressionSchema),
});

export const runResultsSchema = z.object({ kind: z.literal('run'), estimand, rows: z.array(rowSummarySchema) });

const effectSchema = z.object({ value: number, interval: intervalSchema });
/** Main effects and interaction of one rows x columns table of the grid: at one K, N and weight. */
export const effectsSchema = z.object({
  budget: count,
  depth: count,
  rerankerWeight: number,
  rows: z.array(z.object({ key: z.string(), effect: effectSchema })),
  columns: z.array(z.object({ key: z.string(), effect: effectSchema })),
  interaction: z.array(z.object({ row: z.string(), column: z.string(), effect: effectSchema })),
  shares: z.object({ rows: number, columns: number, interaction: number }).nullable(),
  best: z.object({ row: z.string(), column: z.string() }),
  additiveBest: z.object({ row: z.string(), column: z.string() }),
});

export const cellSchema = z.object({
  key: z.string(),
  row: z.string(),
  column: z.string(),
  budget: count,
  depth: count,
  rerankerWeight: number,
  /** bytes of model weights that one query runs through: embedders once, the reranker K times; orders cells by cost */
  relativeCost: number,
  measures: z.array(measureSummarySchema),
  coverage: z.object({ k: count, mean: nullable }),
  attribution: z.record(z.string(), count),
});

export const confirmationSchema = z.object({
  cell: z.string(),
  baseline: z.string().nullable(),
  selectionQueries: count,
  confirmationQueries: count,
  selectionMean: number,
  confirmationMean: number,
  interval: intervalSchema,
  againstBaseline: pairedSchema.nullable(),
  verdict: z.enum(['confirmed', 'open', 'refuted', 'no-baseline']),
});

export const gridResultsSchema = z.object({
  kind: z.literal('grid'),
  estimand,
  rows: z.array(z.object({ key: z.string(), label: z.string() })),
  columns: z.array(z.object({ key: z.string(), label: z.string(), isReranker: z.boolean() })),
  primaryMeasure: z.string(),
  cells: z.array(cellSchema),
  champion: z.string().nullable(),
  best: z.string(),
  /** cells not distinguishable from the best, and the cheapest of them: the default choice */
  bestSet: z.array(z.string()),
  defaultChoice: z.string(),
  bestSetP: z.array(z.object({ cell: z.string(), p: number })),
  effects: z.array(effectsSchema),
  confirmation: confirmationSchema.nullable(),
  sharing: z.object({
    separatePairs: count,
    unionPairs: count,
    unionFactor: number,
    scoredPairs: count,
    cachedPairs: count,
  }),
  regressions: z.array(regressionSchema),
  detectableDifference: nullable,
});
export type GridResults = z.infer<typeof gridResultsSchema>;

export const comparisonResultsSchema = z.object({
  kind: z.literal('comparison'),
  estimand,
  before: rowSummarySchema,
  after: rowSummarySchema,
  correction: z.enum(['holm', 'benjamini-hochberg']),
  measures: z.array(
    z.object({
      measure: z.string(),
      beforeMean: number,
      afterMean: number,
      paired: pairedSchema,
      correctedP: number,
      detectableDifference: nullable,
    }),
  ),
  regressions: z.array(regressionSchema),
  leftOut: z.array(z.string()),
});

export const adviceResultsSchema = z.object({
  kind: z.literal('advice'),
  /** what the guarantee speaks about */
  estimand: z.enum(['these-queries', 'future-queries']),
  method: z.enum(['race', 'quick-look']),
  isCertified: z.boolean(),
  primaryMeasure: z.string(),
  cell: z.string(),
  cells: z.array(z.object({ key: z.string(), label: z.string(), mean: nullable, leftAfterQueries: count.nullable() })),
  end: z.enum(['one-left', 'within-tolerance', 'exhausted', 'budget-spent']),
  alpha: nullable,
  tolerance: nullable,
  queriesUsed: count,
  queriesAvailable: count,
  evaluations: count,
  fullEvaluations: count,
  /** pairs demanded of rerankers, and what the full grid would demand: the saving */
  pairs: count,
  fullPairs: count,
  regret: z.object({ gridId: z.string(), best: z.string(), regret: number }).nullable(),
});

const pointSchema = z.object({
  budget: count,
  depth: count,
  quality: number,
  qualityLower: nullable,
  qualityUpper: nullable,
  medianMs: number,
  p95Ms: number,
});
export const operatingPointResultsSchema = z.object({
  kind: z.literal('operating-point'),
  estimand,
  primaryMeasure: z.string(),
  points: z.array(pointSchema),
  front: z.array(pointSchema),
  presets: z.array(z.object({ name: z.string(), qualityShare: number, point: pointSchema })),
  recallTarget: z
    .object({ target: number, isReached: z.boolean(), budget: count.nullable(), recall: nullable, lower: nullable })
    .nullable(),
  latencyBudget: z.object({ p95Ms: number, isPossible: z.boolean(), point: pointSchema }).nullable(),
  samples: count,
});

export const evaluationResultsSchema = z.discriminatedUnion('kind', [
  componentResultsSchema,
  runResultsSchema,
  gridResultsSchema,
  comparisonResultsSchema,
  adviceResultsSchema,
  operatingPointResultsSchema,
]);
export type EvaluationResults = z.infer<typeof evaluationResultsSchema>;
export type EvaluationKind = EvaluationResults['kind'];
