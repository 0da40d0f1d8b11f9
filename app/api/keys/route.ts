import { route } from '@/lib/api/route';
import { viewKeys } from '@/lib/api/view-key';
import { createOperatorKey, listKeys } from '@/lib/auth/api-keys';
import { apiKeysSchema, createdKeySchema, createKeySchema } from '@/lib/contracts/keys';

export const GET = route({
  summary: 'List keys',

  response: apiKeysSchema,
  handler: async ({ actor }) => ({ keys: await viewKeys(await listKeys(actor)) }),
});

export const POST = route({
  summary: 'Create an own operator key',
  description: 'The secret is answered once.',

  body: createKeySchema,
  response: createdKeySchema,
  status: 201,
  handler: ({ actor, body }) => createOperatorKey(actor, body.name),
});
