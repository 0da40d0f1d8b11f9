import { z } from 'zod';
import { actorRefSchema, momentSchema } from './actor';
import { jobProgressSchema } from './jobs';

export const indexStateSchema = z.enum(['building', 'ready', 'failed']);

export const indexSchema = z.object({
  id: z.string(),
  checkpoint: z.object({ id: z.string(), name: z.string(), stage: z.string() }),
  corpus: z.object({ hash: z.string(), name: z.string(), documentCount: z.number().int() }),
  state: indexStateSchema,
  embedderHash: z.string(),
  manifestHash: z.string().nullable(),
  dimension: z.number().int().nullable(),
  documents: z.number().int(),
  sizeBytes: z.number().nullable(),
  /** embedded texts a second of the build */
  textsPerS: z.number().nullable(),
  /** texts taken over from the index of an earlier version of the corpus */
  reusedTexts: z.number().int().nullable(),
  jobId: z.string().nullable(),
  progress: jobProgressSchema.nullable(),
  /** releases that need it; such an index cannot be deleted */
  releases: z.array(z.object({ id: z.string(), number: z.number().int(), isLive: z.boolean() })),
  createdBy: actorRefSchema,
  createdAt: momentSchema,
  builtAt: momentSchema.nullable(),
});
export type Index = z.infer<typeof indexSchema>;

/** What could be built: embedders and corpora, and how long it takes here; null if nothing was measured yet. */
export const indexChoiceSchema = z.object({
  embedders: z.array(
    z.object({ id: z.string(), name: z.string(), stage: z.string(), textsPerS: z.number().nullable() }),
  ),
  corpora: z.array(z.object({ hash: z.string(), name: z.string(), documentCount: z.number().int() })),
});

/** `GET /api/indexes` */
export const indexesSchema = z.object({ indexes: z.array(indexSchema), choice: indexChoiceSchema });
export type Indexes = z.infer<typeof indexesSchema>;

/** `POST /api/indexes`; an index that exists already answers its id and no job. `DELETE /api/indexes/:id` `{ reason }` -> 204. */
export const buildIndexSchema = z.object({ checkpointId: z.string(), corpusHash: z.string() });
export type BuildIndex = z.infer<typeof buildIndexSchema>;
export const builtIndexSchema = z.object({ indexId: z.string(), jobId: z.string().nullable() });
