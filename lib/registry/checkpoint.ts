import { z } from 'zod';
import { InvalidInput } from '@/lib/foundation/errors';
import { type CheckpointConfig, checkpointConfigSchema } from '@/lib/models/checkpoint-config';

/** An immutable registered artifact of one component. Only its name, note and archive time may change. */

export const stageSchema = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'may have lower-case letters, digits and "-", at most 40');

export const checkpointFileSchema = z.object({
  /** relative to the checkpoint's folder */
  path: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.number().int().min(0),
});
export type CheckpointFile = z.infer<typeof checkpointFileSchema>;

export const baseModelSchema = z.object({
  name: z.string(),
  /** content hash of the base's graph and weights */
  hash: z.string(),
});

export const adapterRecordSchema = z.object({
  name: z.string(),
  hash: z.string(),
  rank: z.number(),
  alpha: z.number(),
  targetModules: z.array(z.string()),
  checkpointId: z.string().optional(),
});
export type AdapterRecord = z.infer<typeof adapterRecordSchema>;

const paritySchema = z.object({
  /** largest difference of a number of a vector, or of a score, over all probes */
  maxDifference: z.number(),
  tolerance: z.number(),
  probes: z.number().int(),
});

/** What the check of a checkpoint found; refused ones are never registered, so every outcome here is a pass. */
export const checksSchema = z.looseObject({
  checkedAt: z.string().optional(),
  probes: z.number().int().optional(),
  /** how far vectors of different probes lie apart at most (Euclidean), or the range of scores */
  spread: z.number().optional(),
  /** largest difference between a probe alone and among others; not 0 makes the model run one text at a time */
  batchDifference: z.number().optional(),
  tokensPerSecond: z.number().optional(),
  checkMs: z.number().optional(),
  /** numbers by which a remote model is known again */
  remoteProbe: z.array(z.number()).optional(),
  /** merged against stacked adapters */
  mergeParity: paritySchema.optional(),
  /** answers of two tokens against the whole vocabulary */
  narrowingParity: paritySchema.optional(),
});
export type Checks = z.infer<typeof checksSchema>;

export type CheckpointRow = {
  id: string;
  contentHash: string;
  name: string;
  component: string;
  stage: string;
  source: string;
  directory: string | null;
  config: unknown;
  files: unknown;
  baseModel: unknown;
  adapters: unknown;
  tokenizerHash: string | null;
  parentId: string | null;
  lineage: unknown;
  checks: unknown;
  licence: string | null;
  note: string | null;
  isSample: boolean;
  createdBy: string;
  createdAt: Date;
  archivedAt: Date | null;
};

export type Checkpoint = Omit<CheckpointRow, 'component' | 'config' | 'files' | 'baseModel' | 'adapters' | 'checks'> & {
  component: 'embedder' | 'reranker';
  config: CheckpointConfig;
  files: CheckpointFile[];
  baseModel: z.infer<typeof baseModelSchema> | null;
  adapters: AdapterRecord[];
  checks: Checks;
};

/** A row with its JSON columns parsed. @throws {InvalidInput} if a newer version of the product wrote it */
export function toCheckpoint(row: CheckpointRow): Checkpoint {
  const config = checkpointConfigSchema.safeParse(row.config);
  const files = z.array(checkpointFileSchema).safeParse(row.files);
  const baseModel = baseModelSchema.nullable().safeParse(row.baseModel ?? null);
  const adapters = z.array(adapterRecordSchema).safeParse(row.adapters);
  const checks = checksSchema.safeParse(row.checks ?? {});
  if (!config.success || !files.success || !baseModel.success || !adapters.success || !checks.success) {
    throw new InvalidInput(`The record of the checkpoint ${row.name} cannot be read by this version.`);
  }
  return {
    ...row,
    component: config.data.component,
    config: config.data,
    files: files.data,
    baseModel: baseModel.data,
    adapters: adapters.data,
    checks: checks.data,
  };
}
