import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { checkpointUse } from '@/lib/api/view-checkpoint';
import { archiveCheckpoint } from '@/lib/registry/change-checkpoint';

export const POST = route({
  summary: 'Put a checkpoint away',
  params: idParams,
  handler: async ({ actor, params }) => {
    await archiveCheckpoint(actor, params.id, checkpointUse);
  },
});
