import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { createResetLink } from '@/lib/auth/one-time-links';
import { oneTimeLinkSchema } from '@/lib/contracts/users';

export const POST = route({
  summary: 'Make a link that sets a new password',
  description: 'Shown once; no mail is sent.',
  response: oneTimeLinkSchema,

  params: idParams,
  status: 201,
  handler: async ({ actor, params }) => {
    const { url, expiresAt } = await createResetLink(actor, params.id);
    return { url, expiresAt: expiresAt.toISOString() };
  },
});
