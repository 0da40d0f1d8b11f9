import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { viewJobRecord } from '@/lib/api/view-job';
import { jobRecordSchema } from '@/lib/contracts/jobs';
import { getJob } from '@/lib/jobs/jobs';

export const GET = route({
  summary: 'Read a job with its log',

  params: idParams,
  response: jobRecordSchema,
  handler: async ({ actor, params }) => viewJobRecord(await getJob(actor, params.id)),
});
