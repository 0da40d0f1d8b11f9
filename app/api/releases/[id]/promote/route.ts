import { idParams } from '@/lib/api/id-params';
import { promoteNow } from '@/lib/api/move-release';
import { route } from '@/lib/api/route';
import { movedSchema, promoteSchema } from '@/lib/contracts/releases';

export const POST = route({
  params: idParams,
  body: promoteSchema,
  response: movedSchema,
  handler: ({ actor, params, body }) => promoteNow(actor, params.id, body),
});
