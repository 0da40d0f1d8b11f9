import { route } from '@/lib/api/route';
import { viewMixer } from '@/lib/api/view-mixer';
import { mixerSchema } from '@/lib/contracts/releases';

export const GET = route({
  summary: 'Read what can be mixed',
  response: mixerSchema,
  handler: ({ actor }) => viewMixer(actor),
});
