import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { routingSchema } from '@/lib/contracts/applications';
import { setRouting } from '@/lib/releases/applications';

export const PUT = route({
  params: idParams,
  body: routingSchema,
  handler: ({ actor, params, body }) => setRouting(actor, params.id, body),
});
