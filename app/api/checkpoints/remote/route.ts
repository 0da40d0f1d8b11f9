import { route } from '@/lib/api/route';
import { registeredCheckpointSchema, registerRemoteSchema } from '@/lib/contracts/checkpoints';
import { registerRemoteCheckpoint } from '@/lib/registry/register-remote-checkpoint';

export const POST = route({
  summary: 'Register a model that another server computes',
  body: registerRemoteSchema,
  response: registeredCheckpointSchema,
  status: 201,
  handler: async ({ actor, body }) => ({ id: (await registerRemoteCheckpoint(actor, body)).id }),
});
