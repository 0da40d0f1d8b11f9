import { z } from 'zod';
import { stageNames } from './recipe';

/** What a person chooses before a training starts; kept with it word for word. */
export const trainingSettingsSchema = z.object({
  component: z.enum(['embedder', 'reranker']),
  /** datasets over one corpus; each is a task with its own instruction */
  datasets: z.array(z.string().min(1)).min(1).max(10),
  trainSplit: z.string().min(1).default('train'),
  /** read if every dataset has it; else a tenth of the train questions is set aside */
  devSplit: z.string().min(1).default('dev'),
  stages: z
    .array(z.enum(stageNames as [string, ...string[]] as ['base', 'stage-1', 'stage-2', 'stage-3']))
    .min(1)
    .max(4),
  /** the checkpoint that the first stage continues; needed unless the first stage is base */
  parentId: z.string().optional(),
  /** for a reranker: the embedder whose candidates it learns to order */
  embedderId: z.string().optional(),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .optional(),
  precision: z.enum(['int8', 'float32']).default('int8'),
  /** for an embedder without a parent */
  model: z.enum(['static-bag', 'transformer']).default('static-bag'),
  name: z.string().trim().min(1).max(100).optional(),
  isSample: z.boolean().default(false),
});
export type TrainingSettings = z.output<typeof trainingSettingsSchema>;
export type TrainingSettingsInput = z.input<typeof trainingSettingsSchema>;
