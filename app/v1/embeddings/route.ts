import { openAiError } from '@/lib/api/dialect-errors';
import { answerEmbeddings } from '@/lib/api/public-embeddings';
import { route } from '@/lib/api/route';
import { embeddingsRequestSchema } from '@/lib/contracts/public-api';

export const POST = route({
  body: embeddingsRequestSchema,
  maxBodyBytes: 16 * 1024 * 1024,
  onError: openAiError,
  handler: ({ actor, body, signal }) => answerEmbeddings(actor, body, signal),
});
