import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { pauseJob } from '@/lib/jobs/jobs';

export const POST = route({
  summary: 'Resume a paused job',
  params: idParams,
  handler: ({ actor, params }) => pauseJob(actor, params.id, false),
});
