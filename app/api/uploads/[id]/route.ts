import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { deleteUpload } from '@/lib/datasets/receive-upload';
import { env } from '@/lib/foundation/env';

export const DELETE = route({
  summary: 'Give an upload up',

  params: idParams,
  handler: ({ actor, params }) => deleteUpload(actor, env().dataDir, params.id),
});
