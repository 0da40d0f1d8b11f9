import { route } from '@/lib/api/route';
import { viewIndexes } from '@/lib/api/view-index';
import { buildIndexSchema, builtIndexSchema, indexesSchema } from '@/lib/contracts/indexes';
import { buildIndex } from '@/lib/retrieval/build-index';

export const GET = route({
  summary: 'List the indexes and what could be built',
  response: indexesSchema,
  handler: ({ actor }) => viewIndexes(actor),
});

export const POST = route({
  summary: 'Build an index of an embedder over a corpus',
  body: buildIndexSchema,
  response: builtIndexSchema,
  status: 202,
  handler: ({ actor, body }) => buildIndex(actor, body),
});
