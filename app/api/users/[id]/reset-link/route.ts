import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { createResetLink } from '@/lib/auth/one-time-links';

export const POST = route({
  params: idParams,
  status: 201,
  handler: ({ actor, params }) => createResetLink(actor, params.id),
});
