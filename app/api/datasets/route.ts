import { route } from '@/lib/api/route';
import { viewDatasets } from '@/lib/api/view-dataset';
import { datasetsSchema } from '@/lib/contracts/datasets';

export const GET = route({
  summary: 'List datasets',

  response: datasetsSchema,
  handler: async ({ actor }) => ({ datasets: await viewDatasets(actor) }),
});
