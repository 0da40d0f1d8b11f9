import { teiError } from '@/lib/api/dialect-errors';
import { answerEitherRerank } from '@/lib/api/public-rerank';
import { route } from '@/lib/api/route';
import { eitherRerankRequestSchema } from '@/lib/contracts/public-api';

/** Text Embeddings Inference sends `texts`, Cohere, Jina and vLLM send `documents`; both are answered in their own words. */
export const POST = route({
  body: eitherRerankRequestSchema,
  maxBodyBytes: 16 * 1024 * 1024,
  onError: teiError,
  handler: ({ actor, body, requestId, signal }) => answerEitherRerank(actor, body, requestId, signal),
});
