import { route } from '@/lib/api/route';
import { viewJobs } from '@/lib/api/view-job';
import { jobFilterSchema, jobsSchema } from '@/lib/contracts/jobs';
import { listJobs } from '@/lib/jobs/jobs';

export const GET = route({
  summary: 'List jobs, newest first',
  description: 'At most 200.',

  query: jobFilterSchema,
  response: jobsSchema,
  handler: async ({ actor, query }) => ({ jobs: await viewJobs(await listJobs(actor, query)) }),
});
