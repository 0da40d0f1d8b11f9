import { z } from 'zod';
import { route } from '@/lib/api/route';
import { judgmentsSchema } from '@/lib/contracts/datasets';
import { getJudgments } from '@/lib/datasets/browse-dataset';
import { getDataset } from '@/lib/datasets/list-datasets';

export const GET = route({
  summary: 'Read the judged documents of a query',

  params: z.object({ id: z.string().min(1).max(200), queryId: z.string().min(1).max(500) }),
  response: judgmentsSchema,
  handler: async ({ actor, params }) => ({
    judgments: await getJudgments(actor, (await getDataset(actor, params.id)).version.id, params.queryId),
  }),
});
