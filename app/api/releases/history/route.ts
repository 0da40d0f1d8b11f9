import { z } from 'zod';
import { route } from '@/lib/api/route';
import { viewHistory } from '@/lib/api/view-release';
import { momentSchema } from '@/lib/contracts/actor';
import { historySchema } from '@/lib/contracts/releases';

export const GET = route({
  summary: 'Read every move of the pointer',
  description: 'With `at` also what was live at that moment.',

  query: z.object({ at: momentSchema.optional() }),
  response: historySchema,
  handler: ({ actor, query }) => viewHistory(actor, query.at),
});
