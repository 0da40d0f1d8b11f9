import { z } from 'zod';
import { route } from '@/lib/api/route';
import { streamJobs } from '@/lib/api/stream-jobs';

export const GET = route({
  query: z.object({ id: z.string().max(200).optional() }),
  handler: ({ actor, query, signal }) => streamJobs(actor, query.id, signal),
});
