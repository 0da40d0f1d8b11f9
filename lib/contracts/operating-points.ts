import { z } from 'zod';

/** `POST /api/operating-points` -> `startedJobSchema` (202): quality and latency of one configuration at several K and N. */
export const startOperatingPointSchema = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  versionId: z.string().min(1),
  split: z.string().min(1).max(100),
  embedderId: z.string().min(1).nullable(),
  /** null: no BM25; without an embedder BM25 finds the candidates alone */
  bm25Weight: z.number().positive().max(1_000).nullable().default(null),
  rerankerId: z.string().min(1).nullable().default(null),
  rerankerWeight: z.number().positive().max(1).default(1),
  budgets: z.array(z.number().int().min(1).max(1_000)).min(1).max(20).default([10, 20, 40, 60, 100]),
  depths: z.array(z.number().int().min(1).max(200)).min(1).max(5).default([10]),
  primaryMeasure: z.string().max(60).default('nDCG@10'),
  /** smallest K that reaches this recall with its lower confidence bound */
  recallTarget: z.number().gt(0).max(1).optional(),
  /** best quality whose 95th percentile of latency stays within this */
  p95BudgetMs: z.number().positive().max(600_000).optional(),
  samples: z.number().int().min(5).max(1_000).default(60),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
});
export type StartOperatingPoint = z.output<typeof startOperatingPointSchema>;
export type StartOperatingPointInput = z.input<typeof startOperatingPointSchema>;
