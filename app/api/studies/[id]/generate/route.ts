import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { startedJobSchema } from '@/lib/contracts/jobs';
import { startGeneration } from '@/lib/judging/start-generation';

export const POST = route({
  summary: 'Make the answers, or try failed ones again',
  params: idParams,
  response: startedJobSchema,
  status: 202,
  handler: async ({ actor, params }) => ({ jobId: await startGeneration(actor, params.id) }),
});
