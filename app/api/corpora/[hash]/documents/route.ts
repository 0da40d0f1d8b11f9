import { z } from 'zod';
import { route } from '@/lib/api/route';
import { documentPageSchema, pageRequestSchema } from '@/lib/contracts/datasets';
import { browseDocuments } from '@/lib/datasets/browse-dataset';

export const GET = route({
  summary: 'Browse the documents of a corpus',

  params: z.object({ hash: z.string().min(1).max(64) }),
  query: pageRequestSchema,
  response: documentPageSchema,
  handler: ({ actor, params, query }) => browseDocuments(actor, params.hash, query),
});
