import { z } from 'zod';
import { checkpointConfigSchema } from '@/lib/models/checkpoint-config';
import { configurationSpecSchema } from './configuration';

/** The files of a checkpoint as they stand in its record. */
export const checkpointFilesSchema = z.array(z.object({ path: z.string(), sha256: z.string(), sizeBytes: z.number() }));

/**
 * Everything a process without a database needs to open a pipeline: paths, hashes and settings. One plan serves several
 * corpora, because a release serves applications over different corpora with the same components.
 */
export const pipelinePlanSchema = z.object({
  /** names the pipeline in replies and logs: a release id or a configuration hash */
  id: z.string(),
  dataDir: z.string(),
  projectDir: z.string(),
  spec: configurationSpecSchema,
  checkpoints: z.array(
    z.object({
      id: z.string(),
      component: z.enum(['embedder', 'reranker']),
      stage: z.string(),
      hash: z.string(),
      /** absolute; undefined for a remote one */
      directory: z.string().optional(),
      /** sha256 by file, verified before each load */
      files: checkpointFilesSchema,
      config: checkpointConfigSchema,
    }),
  ),
  corpora: z.array(
    z.object({
      hash: z.string(),
      directory: z.string(),
      indexes: z.array(
        z.object({
          id: z.string(),
          checkpointId: z.string(),
          embedderHash: z.string(),
          corpusHash: z.string(),
          manifestHash: z.string(),
          directory: z.string(),
        }),
      ),
    }),
  ),
});

export type PipelinePlan = z.infer<typeof pipelinePlanSchema>;
