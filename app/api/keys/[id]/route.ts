import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { revokeKey } from '@/lib/auth/api-keys';

export const DELETE = route({
  summary: 'Revoke a key at once',
  params: idParams,
  handler: ({ actor, params }) => revokeKey(actor, params.id),
});
