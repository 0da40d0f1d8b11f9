import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { takeBack } from '@/lib/api/view-judging';
import { claimedSchema } from '@/lib/contracts/judging';

export const POST = route({
  summary: 'Take my last judgment back',
  description: 'For half a minute, until the next judgment.',
  params: idParams,
  response: claimedSchema,
  handler: ({ actor, params }) => takeBack(actor, params.id),
});
