import { z } from 'zod';
import { componentSchema } from './checkpoints';

/** K and N: how many candidates the reranker may see, and how many results are returned. */
export const operatingPointSchema = z
  .object({ budget: z.number().int().min(1).max(1_000), depth: z.number().int().min(1).max(200) })
  .refine((point) => point.depth <= point.budget, { message: 'N may not be larger than K', path: ['depth'] });
export type OperatingPoint = z.infer<typeof operatingPointSchema>;

/** Weights of the first stage are relative; a component of weight 0 is left out instead. */
const weightSchema = z.number().positive().max(1_000);

/** What a configuration consists of; the same shape as `lib/retrieval/configuration.ts`. */
export const configurationSpecSchema = z.object({
  embedders: z.array(z.object({ checkpointId: z.string(), weight: weightSchema })).max(8),
  bm25: z.object({ weight: weightSchema, k1: z.number().min(0).max(10), b: z.number().min(0).max(1) }).nullable(),
  /** weight: the reranker's share of the final score, the rest is the first stage's */
  reranker: z.object({ checkpointId: z.string(), weight: z.number().positive().max(1) }).nullable(),
  fusion: z.object({ normalise: z.enum(['max', 'z', 'rank']) }),
  operatingPoint: operatingPointSchema,
});
export type ConfigurationSpec = z.infer<typeof configurationSpecSchema>;

/** A checkpoint as it is named wherever a configuration is shown. */
export const componentRefSchema = z.object({
  id: z.string(),
  name: z.string(),
  component: componentSchema,
  stage: z.string(),
});
export type ComponentRef = z.infer<typeof componentRefSchema>;

/** A configuration with the names of its checkpoints. */
export const configurationSchema = z.object({
  id: z.string(),
  hash: z.string(),
  name: z.string(),
  spec: configurationSpecSchema,
  /** every checkpoint that the spec names */
  checkpoints: z.array(componentRefSchema),
});
export type Configuration = z.infer<typeof configurationSchema>;
