import { z } from 'zod';
import { defineJob } from '@/lib/jobs/define-job';
import { poolings } from '@/lib/models/checkpoint-config';
import { stageSchema } from './checkpoint';

const overridesSchema = z.object({
  component: z.enum(['embedder', 'reranker']).optional(),
  modelFile: z.string().max(300).optional(),
  pooling: z.enum(poolings).optional(),
  normalises: z.boolean().optional(),
  maxLength: z.number().int().min(4).max(32_768).optional(),
  queryPrompt: z.string().max(2000).optional(),
  documentPrompt: z.string().max(2000).optional(),
  instructionTemplate: z.string().max(2000).includes('{instruction}').nullable().optional(),
});

/** What to import and how; the folders are staged uploads, or paths that the command line named. */
export const importCheckpointPayloadSchema = z.object({
  folder: z.string().min(1),
  /** the folder is a staged upload and goes when the import is over */
  removesFolder: z.boolean().default(false),
  sourceName: z.string().max(200).optional(),
  adapterFolders: z.array(z.string().min(1)).max(8).optional(),
  baseCheckpointId: z.string().optional(),
  acceptsOtherBase: z.boolean().optional(),
  name: z.string().trim().min(1).max(200).optional(),
  stage: stageSchema.optional(),
  overrides: overridesSchema.optional(),
  licence: z.string().max(2000).optional(),
  note: z.string().max(5000).optional(),
});
export type ImportCheckpointPayload = z.infer<typeof importCheckpointPayloadSchema>;

export const importCheckpointJob = defineJob({
  kind: 'checkpoint.import',
  payload: importCheckpointPayloadSchema as z.ZodType<ImportCheckpointPayload>,
  maxAttempts: 3,
  load: () => import('./import-checkpoint.handler'),
});
