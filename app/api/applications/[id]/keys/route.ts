import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { createdKeySchema, createKeySchema } from '@/lib/contracts/keys';
import { addApplicationKey } from '@/lib/releases/applications';

export const POST = route({
  summary: 'Create a key of an application',
  description: 'The secret is answered once.',

  params: idParams,
  body: createKeySchema,
  response: createdKeySchema,
  status: 201,
  handler: ({ actor, params, body }) => addApplicationKey(actor, params.id, body.name),
});
