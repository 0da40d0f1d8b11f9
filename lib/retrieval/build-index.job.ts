import { z } from 'zod';
import { defineJob } from '@/lib/jobs/define-job';

/** Embeds a corpus and writes the index; resumable, so a failed attempt costs at most one slice of texts. */
export const buildIndexJob = defineJob({
  kind: 'index.build',
  payload: z.object({ indexId: z.string() }),
  maxAttempts: 3,
  load: () => import('./build-index.handler'),
});
