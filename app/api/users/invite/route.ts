import { route } from '@/lib/api/route';
import { inviteUser } from '@/lib/auth/one-time-links';
import { inviteUserSchema } from '@/lib/contracts/users';

export const POST = route({
  body: inviteUserSchema,
  status: 201,
  handler: ({ actor, body }) => inviteUser(actor, body),
});
