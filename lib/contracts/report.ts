import { z } from 'zod';
import { actorRefSchema, momentSchema } from './actor';
import { componentRefSchema, operatingPointSchema } from './configuration';

const share = z.number().nullable();

/** What serves, in the words of a report. */
const reportLiveSchema = z.object({
  id: z.string(),
  number: z.number().int(),
  since: momentSchema,
  reason: z.string(),
  embedders: z.array(componentRefSchema),
  reranker: componentRefSchema.nullable(),
  hasBm25: z.boolean(),
  operatingPoint: operatingPointSchema,
  isSample: z.boolean(),
});

/** The quality of each release that went live, as the evaluation attached to it measured it. */
const reportQualitySchema = z.object({
  measure: z.string(),
  points: z.array(
    z.object({
      releaseId: z.string(),
      number: z.number().int(),
      at: momentSchema,
      kind: z.enum(['promote', 'rollback']),
      value: share,
      queries: z.number().int().nullable(),
    }),
  ),
});

const reportCurvesSchema = z.object({
  evaluationId: z.string(),
  name: z.string(),
  measuredAt: momentSchema,
  lines: z.array(
    z.object({
      key: z.string(),
      label: z.string(),
      queries: z.number().int(),
      points: z.array(z.object({ budget: z.number(), mean: z.number(), lower: z.number(), upper: z.number() })),
    }),
  ),
});

/** One table of the stage grid: every embedder with every reranker at the chosen cell's K, N and weight. */
const reportGridSchema = z.object({
  evaluationId: z.string(),
  name: z.string(),
  measuredAt: momentSchema,
  measure: z.string(),
  queries: z.number().int(),
  budget: z.number().int(),
  depth: z.number().int(),
  rows: z.array(z.object({ key: z.string(), label: z.string() })),
  columns: z.array(z.object({ key: z.string(), label: z.string(), isReranker: z.boolean() })),
  cells: z.array(
    z.object({
      row: z.string(),
      column: z.string(),
      value: share,
      lower: share,
      upper: share,
      isChosen: z.boolean(),
      isTiedWithBest: z.boolean(),
      isLive: z.boolean(),
    }),
  ),
  /** cells of all K, N and weights that the measurement cannot tell from the best */
  tiedCells: z.number().int(),
  confirmation: z
    .object({ verdict: z.enum(['confirmed', 'open', 'refuted', 'no-baseline']), queries: z.number().int() })
    .nullable(),
});

const reportStudySchema = z.object({
  id: z.string(),
  name: z.string(),
  closedAt: momentSchema,
  champion: z.string(),
  challenger: z.string(),
  verdict: z.enum(['challenger_preferred', 'champion_preferred', 'equivalent', 'inconclusive']),
  challengerWins: z.number().int(),
  decided: z.number().int(),
  ties: z.number().int(),
  share,
  interval: z.object({ lower: z.number(), upper: z.number() }),
  confidence: z.number(),
  /** its judgments were made by the built-in demonstration judges, not by people */
  isSample: z.boolean(),
});

/** `GET /api/report`: what a stakeholder reads, in one piece. A part that was never measured is null. */
export const reportSchema = z.object({
  writtenAt: momentSchema,
  live: reportLiveSchema.nullable(),
  quality: reportQualitySchema.nullable(),
  curves: reportCurvesSchema.nullable(),
  grid: reportGridSchema.nullable(),
  study: reportStudySchema.nullable(),
  applications: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      requests: z.number().int(),
      failures: z.number().int(),
      p50Ms: z.number().nullable(),
      p95Ms: z.number().nullable(),
    }),
  ),
  approvals: z.array(
    z.object({
      version: z.number().int(),
      at: momentSchema,
      kind: z.enum(['promote', 'rollback']),
      releaseId: z.string(),
      number: z.number().int(),
      actor: actorRefSchema,
      reason: z.string(),
    }),
  ),
});
export type Report = z.infer<typeof reportSchema>;
