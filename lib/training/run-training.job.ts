import { z } from 'zod';
import { defineJob } from '@/lib/jobs/define-job';

/** The training's own row holds what to train; the job names it. */
export const runTrainingPayloadSchema = z.object({ trainingId: z.string() });

export const runTrainingJob = defineJob({
  kind: 'training.run',
  payload: runTrainingPayloadSchema,
  maxAttempts: 3,
  load: () => import('./run-training.handler'),
});
