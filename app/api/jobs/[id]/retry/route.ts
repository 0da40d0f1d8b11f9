import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { retryJob } from '@/lib/jobs/jobs';

export const POST = route({
  summary: 'Try a failed or cancelled job again',
  params: idParams,
  handler: ({ actor, params }) => retryJob(actor, params.id),
});
