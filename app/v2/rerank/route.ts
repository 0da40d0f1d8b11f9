import { cohereError } from '@/lib/api/dialect-errors';
import { answerRerank } from '@/lib/api/public-rerank';
import { route } from '@/lib/api/route';
import { rerankRequestSchema, rerankResponseSchema } from '@/lib/contracts/public-api';

export const POST = route({
  summary: 'Rerank documents (Cohere, Jina, vLLM)',
  response: rerankResponseSchema,
  example: {
    query: 'my landlord keeps the deposit',
    documents: ['A deposit is paid back within thirty days.', 'A dog is kept on a lead.'],
    top_n: 1,
  },

  body: rerankRequestSchema,
  maxBodyBytes: 16 * 1024 * 1024,
  onError: cohereError,
  handler: ({ actor, body, requestId, signal }) => answerRerank(actor, body, requestId, signal),
});
