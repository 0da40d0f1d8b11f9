import { teiError } from '@/lib/api/dialect-errors';
import { answerTeiEmbed } from '@/lib/api/public-embeddings';
import { route } from '@/lib/api/route';
import { teiEmbedRequestSchema, teiEmbedResponseSchema } from '@/lib/contracts/public-api';

export const POST = route({
  summary: 'Embed texts (Text Embeddings Inference)',
  description: '`prompt_name: "query"` embeds questions, anything else passages.',
  response: teiEmbedResponseSchema,
  example: { inputs: ['my landlord keeps the deposit'], prompt_name: 'query' },

  body: teiEmbedRequestSchema,
  maxBodyBytes: 16 * 1024 * 1024,
  onError: teiError,
  handler: ({ actor, body, signal }) => answerTeiEmbed(actor, body, signal),
});
