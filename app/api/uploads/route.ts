import { route } from '@/lib/api/route';
import { createdUploadSchema } from '@/lib/contracts/uploads';
import { createUpload } from '@/lib/datasets/receive-upload';
import { env } from '@/lib/foundation/env';

export const POST = route({
  summary: 'Open an upload',

  response: createdUploadSchema,
  status: 201,
  handler: ({ actor }) => createUpload(actor, env().dataDir),
});
