import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { claimNext } from '@/lib/api/view-judging';
import { claimedSchema, claimSchema } from '@/lib/contracts/judging';

export const POST = route({
  summary: 'Get the next pair',
  description: 'Question, left, right and a token, nothing else; `item` is null when nothing is left.',
  params: idParams,
  body: claimSchema,
  response: claimedSchema,
  handler: ({ actor, params, body }) => claimNext(actor, params.id, body.holding),
});
