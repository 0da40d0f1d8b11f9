import { z } from 'zod';
import { defineJob } from '@/lib/jobs/define-job';

/** Every step looks for what an earlier attempt finished, so a second one goes on where the first one died. */
export const installSampleJob = defineJob({
  kind: 'sample.install',
  payload: z.object({}),
  maxAttempts: 3,
  load: () => import('./install-sample.handler'),
});
