import { route } from '@/lib/api/route';
import { inviteUser } from '@/lib/auth/one-time-links';
import { inviteUserSchema, oneTimeLinkSchema } from '@/lib/contracts/users';

export const POST = route({
  summary: 'Invite a person',
  description: 'Answers a link, shown once; no mail is sent.',
  response: oneTimeLinkSchema,

  body: inviteUserSchema,
  status: 201,
  handler: async ({ actor, body }) => {
    const { url, expiresAt } = await inviteUser(actor, body);
    return { url, expiresAt: expiresAt.toISOString() };
  },
});
