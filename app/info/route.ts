import { teiError } from '@/lib/api/dialect-errors';
import { route } from '@/lib/api/route';
import { viewInfo } from '@/lib/api/view-info';
import { infoSchema } from '@/lib/contracts/public-api';

export const GET = route({
  summary: 'Describe the served model (Text Embeddings Inference)',
  response: infoSchema,
  onError: teiError,
  handler: ({ actor }) => viewInfo(actor),
});
