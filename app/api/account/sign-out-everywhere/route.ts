import { route } from '@/lib/api/route';
import { signOutEverywhere } from '@/lib/auth/people';

export const POST = route({
  summary: 'End every session of the own account',
  handler: ({ actor }) => signOutEverywhere(actor),
});
