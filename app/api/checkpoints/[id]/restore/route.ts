import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { restoreCheckpoint } from '@/lib/registry/change-checkpoint';

export const POST = route({
  summary: 'Offer an archived checkpoint again',
  params: idParams,
  handler: async ({ actor, params }) => {
    await restoreCheckpoint(actor, params.id);
  },
});
