import { route } from '@/lib/api/route';
import { acceptLink } from '@/lib/auth/one-time-links';
import { acceptedLinkSchema, acceptLinkSchema } from '@/lib/contracts/account';

export const POST = route({
  summary: 'Use a one-time link',
  isOpen: true,

  body: acceptLinkSchema,
  response: acceptedLinkSchema,
  handler: ({ body: { token, ...input } }) => acceptLink(token, input),
});
