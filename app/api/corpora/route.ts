import { route } from '@/lib/api/route';
import { corporaSchema } from '@/lib/contracts/datasets';
import { listCorpora } from '@/lib/datasets/list-datasets';

export const GET = route({
  summary: 'List corpora',
  response: corporaSchema,

  handler: async ({ actor }) => corporaSchema.parse(JSON.parse(JSON.stringify({ corpora: await listCorpora(actor) }))),
});
