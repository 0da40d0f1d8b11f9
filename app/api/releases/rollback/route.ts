import { rollBackNow } from '@/lib/api/move-release';
import { route } from '@/lib/api/route';
import { movedSchema, rollBackSchema } from '@/lib/contracts/releases';

export const POST = route({
  summary: 'Roll back',
  description:
    'Without `component` the whole earlier release becomes live again; with one, that component goes back and the other stays, which makes a new release.',

  body: rollBackSchema,
  response: movedSchema,
  example: { toReleaseId: 'id-of-a-release', expectedVersion: 8, reason: 'answers to short queries became worse' },
  handler: ({ actor, body }) => rollBackNow(actor, body),
});
