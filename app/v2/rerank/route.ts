import { cohereError } from '@/lib/api/dialect-errors';
import { answerRerank } from '@/lib/api/public-rerank';
import { route } from '@/lib/api/route';
import { rerankRequestSchema } from '@/lib/contracts/public-api';

export const POST = route({
  body: rerankRequestSchema,
  maxBodyBytes: 16 * 1024 * 1024,
  onError: cohereError,
  handler: ({ actor, body, requestId, signal }) => answerRerank(actor, body, requestId, signal),
});
