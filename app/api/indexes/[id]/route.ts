import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { reasonSchema } from '@/lib/contracts/datasets';
import { deleteIndex } from '@/lib/retrieval/delete-index';

export const DELETE = route({
  summary: 'Delete an index that no release needs',
  params: idParams,
  body: reasonSchema,
  handler: ({ actor, params, body }) => deleteIndex(actor, { indexId: params.id, reason: body.reason }),
});
