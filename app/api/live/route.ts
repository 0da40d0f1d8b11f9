import { route } from '@/lib/api/route';
import { viewLive } from '@/lib/api/view-live';
import { liveSchema } from '@/lib/contracts/live';

export const GET = route({ response: liveSchema, handler: ({ actor }) => viewLive(actor) });
