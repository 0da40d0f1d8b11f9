import { z } from 'zod';
import { actorRefSchema, momentSchema } from './actor';

export const componentSchema = z.enum(['embedder', 'reranker']);
export type Component = z.infer<typeof componentSchema>;

/** How far a component was trained: `base`, `stage-1`, `stage-2`, `stage-3`, or a named stage. */
export const stageSchema = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,40}$/);

export const checkSchema = z.object({
  /** `load`, `dimension`, `known_pairs`, `merge_parity`, `files` ... */
  code: z.string(),
  outcome: z.enum(['passed', 'warned', 'failed']),
  message: z.string(),
  at: momentSchema,
});

export const checkpointSchema = z.object({
  id: z.string(),
  name: z.string(),
  component: componentSchema,
  stage: z.string(),
  source: z.enum(['onnx', 'remote']),
  contentHash: z.string(),
  baseModel: z.object({ name: z.string(), hash: z.string() }).nullable(),
  adapterCount: z.number().int(),
  sizeBytes: z.number(),
  parentId: z.string().nullable(),
  isSample: z.boolean(),
  /** part of the release that is live */
  isLive: z.boolean(),
  checkOutcome: z.enum(['passed', 'warned', 'failed', 'unchecked']),
  /** the figure to show beside the name, of the newest evaluation or of its training */
  figure: z.object({ measure: z.string(), value: z.number() }).nullable(),
  createdBy: actorRefSchema,
  createdAt: momentSchema,
  archivedAt: momentSchema.nullable(),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** `GET /api/checkpoints`, archived ones included. */
export const checkpointsSchema = z.object({ checkpoints: z.array(checkpointSchema) });

const relativeSchema = z.object({ id: z.string(), name: z.string(), component: componentSchema, stage: z.string() });

/**
 * `GET /api/checkpoints/:id`. `PATCH` `{ name?, note? }` -> 204; `POST .../verify` -> `verifiedCheckpointSchema`;
 * `POST .../archive` `{ reason }` and `POST .../restore` -> 204.
 */
export const checkpointRecordSchema = checkpointSchema.extend({
  files: z.array(z.object({ path: z.string(), sha256: z.string(), sizeBytes: z.number() })),
  tokenizerHash: z.string().nullable(),
  /** the configuration as key and value, in words an operator knows (pooling, max length, prefixes, dimension ...) */
  config: z.record(z.string(), z.unknown()),
  adapters: z.array(
    z.object({
      name: z.string(),
      hash: z.string(),
      rank: z.number().nullable(),
      alpha: z.number().nullable(),
      checkpointId: z.string().nullable(),
    }),
  ),
  checks: z.array(checkSchema),
  /** what the training that made it recorded: recipe, seed, data hashes, machine, dev figures */
  lineage: z.record(z.string(), z.unknown()).nullable(),
  /** from the base to this one, this one left out */
  ancestors: z.array(relativeSchema),
  children: z.array(relativeSchema),
  indexes: z.array(
    z.object({ id: z.string(), corpusName: z.string(), state: z.enum(['building', 'ready', 'failed']) }),
  ),
  releases: z.array(z.object({ id: z.string(), number: z.number().int(), isLive: z.boolean() })),
  licence: z.string().nullable(),
  note: z.string().nullable(),
});
export type CheckpointRecord = z.infer<typeof checkpointRecordSchema>;

export const changeCheckpointSchema = z.object({
  name: z.string().trim().min(1).max(120).optional(),
  note: z.string().max(4_000).optional(),
});
export type ChangeCheckpoint = z.infer<typeof changeCheckpointSchema>;

/** Every file hashed again against what was registered. */
export const verifiedCheckpointSchema = z.object({
  isIntact: z.boolean(),
  files: z.array(z.object({ path: z.string(), problem: z.string().nullable() })),
});
export type VerifiedCheckpoint = z.infer<typeof verifiedCheckpointSchema>;

const named = {
  name: z.string().trim().min(1).max(120),
  component: componentSchema,
  stage: stageSchema,
  licence: z.string().max(200).optional(),
  note: z.string().max(4_000).optional(),
};

/** `POST /api/checkpoints/import` -> `startedJobSchema`: an upload in Hugging Face layout, an adapter on a base, or a remote server. */
export const importCheckpointSchema = z.discriminatedUnion('source', [
  z.object({
    source: z.literal('upload'),
    uploadId: z.string(),
    ...named,
    /** needed when the upload is an adapter: the imported checkpoint it is stacked on */
    parentId: z.string().optional(),
    /** what the files do not say; absent means read from the files */
    pooling: z.enum(['mean', 'cls', 'last-token', 'pooled']).optional(),
    isNormalised: z.boolean().optional(),
    queryPrefix: z.string().max(2_000).optional(),
    documentPrefix: z.string().max(2_000).optional(),
    maxLength: z.number().int().min(8).max(32_768).optional(),
  }),
  z.object({
    source: z.literal('remote'),
    ...named,
    baseUrl: z.url().max(500),
    model: z.string().min(1).max(200),
    /** the name of the environment variable that holds the key, never the key */
    apiKeyVariable: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{0,63}$/)
      .optional(),
    dimension: z.number().int().positive().max(16_384).optional(),
    queryPrefix: z.string().max(2_000).optional(),
    documentPrefix: z.string().max(2_000).optional(),
  }),
]);
export type ImportCheckpoint = z.infer<typeof importCheckpointSchema>;
