import { teiError } from '@/lib/api/dialect-errors';
import { answerEitherRerank } from '@/lib/api/public-rerank';
import { route } from '@/lib/api/route';
import { eitherRerankRequestSchema, eitherRerankResponseSchema } from '@/lib/contracts/public-api';

/** Text Embeddings Inference sends `texts`, Cohere, Jina and vLLM send `documents`; both are answered in their own words. */
export const POST = route({
  summary: 'Rerank texts (Text Embeddings Inference)',
  description: 'A body with `documents` instead of `texts` is answered as `/v1/rerank` answers it.',
  response: eitherRerankResponseSchema,
  example: {
    query: 'my landlord keeps the deposit',
    texts: ['A deposit is paid back within thirty days.', 'A dog is kept on a lead.'],
  },

  body: eitherRerankRequestSchema,
  maxBodyBytes: 16 * 1024 * 1024,
  onError: teiError,
  handler: ({ actor, body, requestId, signal }) => answerEitherRerank(actor, body, requestId, signal),
});
