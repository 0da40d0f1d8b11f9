import { estimateStudyYield } from '@/lib/api/estimate-study-yield';
import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { estimateYieldSchema, yieldEstimateSchema } from '@/lib/contracts/studies';

export const POST = route({
  summary: 'Estimate how many queries people will have to judge',
  description: 'Retrieves some of the queries with both arms; generates nothing.',
  params: idParams,
  body: estimateYieldSchema,
  response: yieldEstimateSchema,
  handler: ({ actor, params, body, signal }) => estimateStudyYield(actor, params.id, body.trial, signal),
});
