import { rollBackNow } from '@/lib/api/move-release';
import { route } from '@/lib/api/route';
import { movedSchema, rollBackSchema } from '@/lib/contracts/releases';

export const POST = route({
  body: rollBackSchema,
  response: movedSchema,
  handler: ({ actor, body }) => rollBackNow(actor, body),
});
