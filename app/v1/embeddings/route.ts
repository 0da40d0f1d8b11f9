import { openAiError } from '@/lib/api/dialect-errors';
import { answerEmbeddings } from '@/lib/api/public-embeddings';
import { route } from '@/lib/api/route';
import { embeddingsRequestSchema, embeddingsResponseSchema } from '@/lib/contracts/public-api';

export const POST = route({
  summary: 'Embed texts (OpenAI)',
  description:
    'One application always gets one release, so that its vectors stay comparable; `model` may name an embedder of it, or a release as `backbone@release-7`.',
  response: embeddingsResponseSchema,
  example: { input: ['my landlord keeps the deposit'], input_type: 'query' },

  body: embeddingsRequestSchema,
  maxBodyBytes: 16 * 1024 * 1024,
  onError: openAiError,
  handler: ({ actor, body, signal }) => answerEmbeddings(actor, body, signal),
});
