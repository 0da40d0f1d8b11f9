import { z } from 'zod';
import { defineJob } from '@/lib/jobs/define-job';

/** What to import and how: the payload of the job and the input of the use case. */
export const importRequestSchema = z.object({
  source: z.discriminatedUnion('kind', [
    /** a folder or archive on this machine; only the command line may name one */
    z.object({ kind: z.literal('path'), path: z.string().min(1) }),
    z.object({ kind: z.literal('upload'), uploadId: z.string().min(1) }),
  ]),
  /** short name in URLs and on the command line; made from the name when absent */
  slug: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'may have lower-case letters, digits and "-", at most 80')
    .optional(),
  name: z.string().trim().min(1).max(200).optional(),
  language: z.string().max(50).optional(),
  taskDescription: z.string().max(10_000).optional(),
  instruction: z.string().max(10_000).optional(),
  /** which task of a dataset.json with several */
  task: z.string().optional(),
  /** the corpus of another dataset (its slug) or a corpus by hash, when the import brings none */
  corpus: z.string().min(1).optional(),
  relevantFrom: z.number().positive().optional(),
  onBadLine: z.enum(['refuse', 'report']).default('refuse'),
  isSample: z.boolean().default(false),
});
export type ImportRequest = z.infer<typeof importRequestSchema>;

export const importDatasetJob = defineJob({
  kind: 'dataset.import',
  payload: importRequestSchema as z.ZodType<ImportRequest>,
  maxAttempts: 3,
  load: () => import('./import-dataset.handler'),
});
