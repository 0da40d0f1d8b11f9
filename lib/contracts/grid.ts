import { z } from 'zod';

/** The axes of a stage grid, as a person chooses them. */
export const gridAxesSchema = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  versionId: z.string().min(1),
  split: z.string().min(1).max(100),
  /** embedder checkpoints: one row each */
  embedderIds: z.array(z.string().min(1)).max(16).default([]),
  /** the row that finds candidates by words alone */
  hasBm25: z.boolean().default(true),
  /** with a weight, each embedder gets a second row together with BM25 */
  bm25Weight: z.number().positive().max(1_000).optional(),
  /** reranker checkpoints: one column each, beside "no reranker" */
  rerankerIds: z.array(z.string().min(1)).max(16).default([]),
  budgets: z.array(z.number().int().min(1).max(1_000)).min(1).max(20).default([60]),
  depths: z.array(z.number().int().min(1).max(200)).min(1).max(5).default([10]),
  rerankerWeights: z.array(z.number().positive().max(1)).min(1).max(10).default([1]),
  measures: z.array(z.string().min(1).max(60)).min(1).max(30).default(['nDCG@10', 'RR@10', 'Recall@10', 'Success@10']),
  /** what "best" means; the first measure by default */
  primaryMeasure: z.string().max(60).optional(),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
});
export type GridAxes = z.output<typeof gridAxesSchema>;

/** `POST /api/grids` -> `startedJobSchema` (202). */
export const startGridSchema = gridAxesSchema.extend({
  /** adds the row, column and operating point of what is live, so that every cell is measured against it */
  withLive: z.boolean().default(true),
  /** share of the queries that only confirm the choice */
  confirmationShare: z.number().min(0).max(0.8).default(0),
  /** a loss of at most this much against what is live is no regression */
  tolerance: z.number().min(0).max(1).default(0.01),
  alpha: z.number().gt(0).lt(1).default(0.05),
});
export type StartGrid = z.output<typeof startGridSchema>;
export type StartGridInput = z.input<typeof startGridSchema>;
