import { z } from 'zod';
import { route } from '@/lib/api/route';
import { corpusDocumentSchema } from '@/lib/contracts/datasets';
import { getDocument } from '@/lib/datasets/browse-dataset';

export const GET = route({
  summary: 'Read a document',

  params: z.object({ hash: z.string().min(1).max(64), documentId: z.string().min(1).max(500) }),
  response: corpusDocumentSchema,
  handler: ({ actor, params }) => getDocument(actor, params.hash, params.documentId),
});
