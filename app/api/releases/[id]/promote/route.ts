import { idParams } from '@/lib/api/id-params';
import { promoteNow } from '@/lib/api/move-release';
import { route } from '@/lib/api/route';
import { movedSchema, promoteSchema } from '@/lib/contracts/releases';

export const POST = route({
  summary: 'Make a release live',
  description:
    '`expectedVersion` is the version of the pointer that the decision was made on; if it moved meanwhile, the answer is 409. `overrides` names the codes of overridable blockers that the reason speaks to.',
  errors: ['promotion_blocked', 'unavailable'],

  params: idParams,
  body: promoteSchema,
  response: movedSchema,
  example: { expectedVersion: 7, reason: 'nDCG@10 is higher on every task' },
  handler: ({ actor, params, body }) => promoteNow(actor, params.id, body),
});
