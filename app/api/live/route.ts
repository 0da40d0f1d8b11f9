import { route } from '@/lib/api/route';
import { viewLive } from '@/lib/api/view-live';
import { liveSchema } from '@/lib/contracts/live';

export const GET = route({
  summary: 'Read what is live and how it is',
  response: liveSchema,
  handler: ({ actor }) => viewLive(actor),
});
