import { route } from '@/lib/api/route';
import { viewMixer } from '@/lib/api/view-mixer';
import { mixerSchema } from '@/lib/contracts/releases';

export const GET = route({ response: mixerSchema, handler: ({ actor }) => viewMixer(actor) });
