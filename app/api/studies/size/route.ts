import { route } from '@/lib/api/route';
import { planStudySize } from '@/lib/api/study-options';
import { studySizeQuerySchema, studySizeSchema } from '@/lib/contracts/studies';

export const GET = route({
  summary: 'Plan the size of a study',
  description: 'Decided queries by the exact two-sided sign test; ties and identical retrieval are added back.',
  query: studySizeQuerySchema,
  response: studySizeSchema,
  handler: async ({ actor, query }) => planStudySize(actor, query),
});
