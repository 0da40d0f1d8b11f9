import { route } from '@/lib/api/route';
import { readLink } from '@/lib/auth/one-time-links';
import { linkViewSchema, readLinkSchema } from '@/lib/contracts/account';

export const POST = route({
  summary: 'Read what a one-time link is for',
  isOpen: true,

  body: readLinkSchema,
  response: linkViewSchema,
  handler: ({ body }) => readLink(body.token),
});
