import { z } from 'zod';
import { stageNames } from '../recipe';

const relevantSchema = z.array(z.tuple([z.string(), z.array(z.string())]));

/** What the training process is told, as a file: everything is named by path or content, so it needs no database. */
export const trainingInstructionSchema = z.object({
  dataDir: z.string(),
  corpusHash: z.string(),
  component: z.enum(['embedder', 'reranker']),
  tasks: z.array(
    z.object({
      name: z.string(),
      instruction: z.string(),
      queries: z.array(z.tuple([z.string(), z.string()])),
      train: relevantSchema,
      dev: relevantSchema.optional(),
    }),
  ),
  stages: z.array(z.enum(stageNames as [string, ...string[]] as ['base', 'stage-1', 'stage-2', 'stage-3'])),
  seed: z.number(),
  precision: z.enum(['int8', 'float32']),
  model: z.enum(['static-bag', 'transformer']),
  /** folders of earlier checkpoints */
  parentDirectory: z.string().optional(),
  embedder: z.object({ final: z.string(), base: z.string() }).optional(),
  /** where finished stages and epochs are kept */
  workDirectory: z.string(),
});
export type TrainingInstruction = z.infer<typeof trainingInstructionSchema>;
