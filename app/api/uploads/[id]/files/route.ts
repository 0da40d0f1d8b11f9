import { z } from 'zod';
import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { uploadedFileSchema } from '@/lib/contracts/uploads';
import { receiveFile } from '@/lib/datasets/receive-upload';
import { env } from '@/lib/foundation/env';

/** The raw body of a PUT, streamed to disk; nothing of it is held in memory. */
export const PUT = route({
  summary: 'Send one file of an upload',
  description: 'The body is the bytes of the file, streamed to disk and hashed. `name` is its path inside the upload.',
  bodyType: 'application/octet-stream',
  errors: ['out_of_space'],

  params: idParams,
  query: z.object({ name: z.string().min(1).max(500) }),
  response: uploadedFileSchema,
  status: 201,
  handler: ({ actor, params, query, request }) => {
    const length = request.headers.get('content-length');
    const declaredBytes = length === null ? undefined : Number(length);
    return receiveFile(actor, env().dataDir, {
      uploadId: params.id,
      name: query.name,
      body: request.body,
      declaredBytes,
    });
  },
});
