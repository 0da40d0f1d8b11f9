import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { viewCheckpointRecord } from '@/lib/api/view-checkpoint';
import { changeCheckpointSchema, checkpointRecordSchema } from '@/lib/contracts/checkpoints';
import { changeCheckpoint } from '@/lib/registry/change-checkpoint';

export const GET = route({
  summary: 'Read a checkpoint with its files, lineage and uses',
  params: idParams,
  response: checkpointRecordSchema,
  handler: ({ actor, params }) => viewCheckpointRecord(actor, params.id),
});

export const PATCH = route({
  summary: 'Change the name or note of a checkpoint',
  params: idParams,
  body: changeCheckpointSchema,
  handler: async ({ actor, params, body }) => {
    await changeCheckpoint(actor, params.id, body);
  },
});
