import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { skipPair } from '@/lib/api/view-judging';
import { claimedSchema } from '@/lib/contracts/judging';
import { skipItemSchema } from '@/lib/contracts/study';

export const POST = route({
  summary: 'Give a pair back with a reason',
  params: idParams,
  body: skipItemSchema,
  response: claimedSchema,
  handler: ({ actor, params, body }) => skipPair(actor, params.id, body),
});
