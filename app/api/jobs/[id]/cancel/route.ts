import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { cancelJob } from '@/lib/jobs/jobs';

export const POST = route({
  summary: 'Cancel a job',
  params: idParams,
  handler: ({ actor, params }) => cancelJob(actor, params.id),
});
