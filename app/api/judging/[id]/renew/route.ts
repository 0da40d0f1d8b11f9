import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { renewPairs } from '@/lib/api/view-judging';
import { renewedSchema } from '@/lib/contracts/judging';

export const POST = route({
  summary: 'Keep my pairs leased',
  params: idParams,
  response: renewedSchema,
  handler: ({ actor, params }) => renewPairs(actor, params.id),
});
