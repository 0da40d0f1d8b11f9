import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { verifiedCheckpointSchema } from '@/lib/contracts/checkpoints';
import { verifyCheckpoint } from '@/lib/registry/verify-checkpoint';

export const POST = route({
  summary: 'Compare the files and answers of a checkpoint with those registered',
  params: idParams,
  response: verifiedCheckpointSchema,
  handler: ({ actor, params, signal }) => verifyCheckpoint(actor, params.id, { signal }),
});
