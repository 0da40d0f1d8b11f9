import { importDatasetJob } from '@/lib/datasets/import-dataset.job';
import type { JobDefinition } from '@/lib/jobs/define-job';
import { importCheckpointJob } from '@/lib/registry/import-checkpoint.job';
import { buildIndexJob } from '@/lib/retrieval/build-index.job';
import { runTrainingJob } from '@/lib/training/run-training.job';

/** The list forgets the payload types; each definition parses its own payload before its handler sees it. */
const listed = <Payload>(definition: JobDefinition<Payload>): JobDefinition => definition as unknown as JobDefinition;

/** Every kind of job that workers and the command line can run; a new one is one line here. */
export const jobDefinitions: readonly JobDefinition[] = [
  listed(importDatasetJob),
  listed(importCheckpointJob),
  listed(buildIndexJob),
  listed(runTrainingJob),
];
