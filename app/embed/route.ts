import { teiError } from '@/lib/api/dialect-errors';
import { answerTeiEmbed } from '@/lib/api/public-embeddings';
import { route } from '@/lib/api/route';
import { teiEmbedRequestSchema } from '@/lib/contracts/public-api';

export const POST = route({
  body: teiEmbedRequestSchema,
  maxBodyBytes: 16 * 1024 * 1024,
  onError: teiError,
  handler: ({ actor, body, signal }) => answerTeiEmbed(actor, body, signal),
});
