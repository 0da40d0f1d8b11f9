import { z } from 'zod';
import { actorRefSchema, momentSchema } from './actor';

export const componentSchema = z.enum(['embedder', 'reranker']);
export type Component = z.infer<typeof componentSchema>;

/** How far a component was trained: `base`, `stage-1`, `stage-2`, `stage-3`, or a named stage. */
export const stageSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);

const paritySchema = z.object({
  /** largest difference of a number of a vector, or of a score, over all probes */
  maxDifference: z.number(),
  tolerance: z.number(),
  probes: z.number().int(),
});

/** What the check before registering measured; a checkpoint that failed it is never registered. */
export const checksSchema = z.object({
  checkedAt: z.string().optional(),
  probes: z.number().int().optional(),
  /** how far the vectors of different probes lie apart at most, or the range of scores */
  spread: z.number().optional(),
  /** largest difference between a probe alone and among others */
  batchDifference: z.number().optional(),
  tokensPerSecond: z.number().optional(),
  checkMs: z.number().optional(),
  mergeParity: paritySchema.optional(),
  narrowingParity: paritySchema.optional(),
});
export type Checks = z.infer<typeof checksSchema>;

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
 * `POST .../archive` and `POST .../restore` -> 204; 409 while the live release needs it.
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
      rank: z.number(),
      alpha: z.number(),
      targetModules: z.array(z.string()),
      checkpointId: z.string().nullable(),
    }),
  ),
  checks: checksSchema,
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
  name: z.string().trim().min(1).max(200).optional(),
  note: z.string().max(5_000).optional(),
});
export type ChangeCheckpoint = z.infer<typeof changeCheckpointSchema>;

/** Hashes of all files and the answers to the probes against those given at registration. */
export const verifiedCheckpointSchema = z.object({
  isIntact: z.boolean(),
  problem: z.string().optional(),
  /** largest difference from the answers at registration */
  probeDifference: z.number().optional(),
});
export type VerifiedCheckpoint = z.infer<typeof verifiedCheckpointSchema>;

export const poolingSchema = z.enum([
  'mean',
  'cls',
  'last-token',
  'max',
  'mean-sqrt-length',
  'weighted-mean',
  'in-graph',
]);

const notes = { licence: z.string().max(2_000).optional(), note: z.string().max(5_000).optional() };

/**
 * `POST /api/checkpoints/import` -> `startedJobSchema` (202): an upload in Hugging Face layout, or an adapter on a base.
 * What is left out is read from the files.
 */
export const importCheckpointSchema = z.object({
  uploadId: z.string().min(1),
  name: z.string().trim().min(1).max(200).optional(),
  stage: stageSchema.optional(),
  /** the checkpoint that an uploaded adapter is stacked on */
  baseCheckpointId: z.string().optional(),
  /** the adapter names its base otherwise, and a person confirmed that it is the same model */
  acceptsOtherBase: z.boolean().optional(),
  overrides: z
    .object({
      component: componentSchema.optional(),
      pooling: poolingSchema.optional(),
      normalises: z.boolean().optional(),
      maxLength: z.number().int().min(4).max(32_768).optional(),
      queryPrompt: z.string().max(2_000).optional(),
      documentPrompt: z.string().max(2_000).optional(),
    })
    .optional(),
  ...notes,
});
export type ImportCheckpoint = z.infer<typeof importCheckpointSchema>;

const remote = {
  name: z.string().trim().min(1).max(200),
  stage: stageSchema.optional(),
  baseUrl: z.url({ protocol: /^https?$/ }).max(500),
  /** may be empty where the server has one model */
  model: z.string().max(300).optional(),
  /** stored in a file of the data folder, never shown again */
  apiKey: z.string().min(1).max(4_096).optional(),
  ...notes,
};

/** `POST /api/checkpoints/remote` -> `registeredCheckpointSchema`: a model that another server computes, after trying it. */
export const registerRemoteSchema = z.discriminatedUnion('component', [
  z.object({
    ...remote,
    component: z.literal('embedder'),
    dialect: z.enum(['openai', 'tei']),
    queryPrompt: z.string().max(2_000).optional(),
    documentPrompt: z.string().max(2_000).optional(),
  }),
  z.object({ ...remote, component: z.literal('reranker'), dialect: z.enum(['jina', 'tei']) }),
]);
export type RegisterRemote = z.infer<typeof registerRemoteSchema>;
export const registeredCheckpointSchema = z.object({ id: z.string() });
