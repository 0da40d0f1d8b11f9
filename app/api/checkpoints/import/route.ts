import { importCheckpointUpload } from '@/lib/api/import-checkpoint-upload';
import { route } from '@/lib/api/route';
import { importCheckpointSchema } from '@/lib/contracts/checkpoints';
import { startedJobSchema } from '@/lib/contracts/jobs';

export const POST = route({
  summary: 'Import an uploaded model or adapter as a checkpoint',
  body: importCheckpointSchema,
  response: startedJobSchema,
  status: 202,
  handler: ({ actor, body }) => importCheckpointUpload(actor, body),
});
