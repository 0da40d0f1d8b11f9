import { z } from 'zod';
import { route } from '@/lib/api/route';
import { streamJobs } from '@/lib/api/stream-jobs';
import { jobSchema } from '@/lib/contracts/jobs';

export const GET = route({
  summary: 'Follow jobs as server-sent events',
  description:
    'Event `job` carries a job for every change, first those that wait or run, or the one named by `id`; with `id` also event `log`. A comment every 15 seconds keeps the connection, which ends after 30 minutes.',
  response: jobSchema,
  responseType: 'text/event-stream',

  query: z.object({ id: z.string().max(200).optional() }),
  handler: ({ actor, query, signal }) => streamJobs(actor, query.id, signal),
});
