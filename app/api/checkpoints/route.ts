import { route } from '@/lib/api/route';
import { viewCheckpoints } from '@/lib/api/view-checkpoint';
import { checkpointsSchema } from '@/lib/contracts/checkpoints';

export const GET = route({
  summary: 'List the checkpoints of both components',
  response: checkpointsSchema,
  handler: async ({ actor }) => ({ checkpoints: await viewCheckpoints(actor) }),
});
