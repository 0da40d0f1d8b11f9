import { z } from 'zod';
import { componentRefSchema, configurationSpecSchema, operatingPointSchema } from './configuration';

/** One side of the playground: a release as it is, or a configuration that exists only here. */
export const playgroundSideSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('release'), releaseId: z.string() }),
  z.object({ kind: z.literal('spec'), spec: configurationSpecSchema }),
]);
export type PlaygroundSide = z.infer<typeof playgroundSideSchema>;

/** `POST /api/playground`: one query to one side; the page asks once a side. */
export const tryQuerySchema = z.object({
  query: z.string().trim().min(1).max(8_000),
  corpusHash: z.string(),
  instruction: z.string().max(2_000).optional(),
  /** without it the side's own */
  operatingPoint: operatingPointSchema.optional(),
  side: playgroundSideSchema,
});
export type TryQuery = z.infer<typeof tryQuerySchema>;

/** What gave a result its place. Ranks start at 1; a rank is null where the source did not return the document. */
export const whySchema = z.object({
  bm25: z
    .object({
      score: z.number(),
      rank: z.number().int().nullable(),
      contribution: z.number(),
      /** the terms that weighed most, with their part of the score */
      terms: z.array(z.object({ term: z.string(), weight: z.number() })),
    })
    .nullable(),
  embedders: z.array(
    z.object({
      checkpointId: z.string(),
      score: z.number(),
      rank: z.number().int().nullable(),
      contribution: z.number(),
    }),
  ),
  reranker: z
    .object({ checkpointId: z.string(), score: z.number(), rank: z.number().int(), contribution: z.number() })
    .nullable(),
  /** the first stage after fusion; `contribution` is its part of the final score */
  firstStage: z.object({ score: z.number(), rank: z.number().int(), contribution: z.number() }),
});
export type Why = z.infer<typeof whySchema>;

export const playgroundResultSchema = z.object({
  id: z.string(),
  title: z.string(),
  text: z.string(),
  score: z.number(),
  rank: z.number().int(),
  why: whySchema,
});
export type PlaygroundResult = z.infer<typeof playgroundResultSchema>;

export const timingsSchema = z.object({
  tokenizeMs: z.number(),
  embedMs: z.number(),
  searchMs: z.number(),
  rerankMs: z.number(),
  totalMs: z.number(),
});
export type Timings = z.infer<typeof timingsSchema>;

export const playgroundAnswerSchema = z.object({
  label: z.string(),
  release: z.object({ id: z.string(), number: z.number().int() }).nullable(),
  checkpoints: z.array(componentRefSchema),
  operatingPoint: operatingPointSchema,
  results: z.array(playgroundResultSchema),
  timings: timingsSchema,
  /** true when the pipeline had to be loaded for this query; the times are then without the loading */
  wasCold: z.boolean(),
});
export type PlaygroundAnswer = z.infer<typeof playgroundAnswerSchema>;

/** `GET /api/playground`: what can be tried, over which corpora, and queries to try. */
export const playgroundChoiceSchema = z.object({
  corpora: z.array(
    z.object({
      hash: z.string(),
      name: z.string(),
      documentCount: z.number().int(),
      instructions: z.array(z.object({ label: z.string(), instruction: z.string() })),
      sampleQueries: z.array(z.string()),
    }),
  ),
  releases: z.array(
    z.object({
      id: z.string(),
      number: z.number().int(),
      isLive: z.boolean(),
      label: z.string(),
      operatingPoint: operatingPointSchema,
    }),
  ),
  components: z.array(componentRefSchema.extend({ isLive: z.boolean(), indexedCorpora: z.array(z.string()) })),
});
export type PlaygroundChoice = z.infer<typeof playgroundChoiceSchema>;
