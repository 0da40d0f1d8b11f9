import { z } from 'zod';
import { configurationSpecSchema, normalisations } from '@/lib/retrieval/configuration';

const spec = configurationSpecSchema.shape;

/** One first stage of the grid. */
export const gridRowSchema = z.object({
  /** names the row in cells and links; no "|" and no "@" */
  key: z.string().regex(/^[^|@]{1,120}$/, 'has 1 to 120 characters and neither "|" nor "@"'),
  label: z.string().max(200).optional(),
  embedders: spec.embedders,
  bm25: spec.bm25,
  normalise: z.enum(normalisations).default('max'),
});
export type GridRowRequest = z.infer<typeof gridRowSchema>;

const budgets = z.array(z.number().int().min(1).max(1000)).min(1).max(20);
const depths = z.array(z.number().int().min(1).max(200)).min(1).max(5);

/** What to evaluate: the payload of the job and the input of the use case. */
export const gridRequestSchema = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  versionId: z.string().min(1),
  split: z.string().min(1).max(100),
  rows: z.array(gridRowSchema).min(1).max(32),
  /** reranker checkpoints; the column "no reranker" is always there unless switched off */
  rerankerIds: z.array(z.string().min(1)).max(16).default([]),
  hasNoReranker: z.boolean().default(true),
  budgets: budgets.default([60]),
  depths: depths.default([10]),
  rerankerWeights: z.array(z.number().positive().max(1)).min(1).max(10).default([1]),
  measures: z.array(z.string()).min(1).max(30).default(['nDCG@10', 'RR@10', 'Recall@10', 'Success@10']),
  /** what "best" means; the first measure by default */
  primaryMeasure: z.string().optional(),
  /** key of the cell that is live: changes are measured against it */
  champion: z.string().optional(),
  /** share of the queries that only confirm the choice; 0 uses all for choosing */
  confirmationShare: z.number().min(0).max(0.8).default(0),
  /** a loss of at most this much is no regression */
  tolerance: z.number().min(0).max(1).default(0.01),
  alpha: z.number().gt(0).lt(1).default(0.05),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
  isSample: z.boolean().default(false),
});
export type GridRequest = z.output<typeof gridRequestSchema>;
/** A request before its defaults are filled in. */
export type GridRequestInput = z.input<typeof gridRequestSchema>;

/** The advisor asks for the same grid and looks at as little of it as it can. */
export const adviceRequestSchema = gridRequestSchema
  .omit({ confirmationShare: true, champion: true, tolerance: true })
  .extend({
    method: z.enum(['race', 'quick-look']).default('race'),
    /** whether the winner shall be the best on these queries, or on future ones like them */
    estimand: z.enum(['these-queries', 'future-queries']).default('these-queries'),
    /** race: stop with a cell at most this much below the best */
    tolerance: z.number().gt(0).max(1).optional(),
    /** quick look: share of the full grid to spend */
    budgetShare: z.number().gt(0).max(1).default(0.3),
  });
export type AdviceRequest = z.output<typeof adviceRequestSchema>;
export type AdviceRequestInput = z.input<typeof adviceRequestSchema>;
