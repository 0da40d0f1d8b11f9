import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { withdrawInvitation } from '@/lib/auth/one-time-links';

export const DELETE = route({
  summary: 'Withdraw an invitation',
  params: idParams,
  handler: ({ actor, params }) => withdrawInvitation(actor, params.id),
});
