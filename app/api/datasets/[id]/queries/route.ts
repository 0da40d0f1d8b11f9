import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { queryFilterSchema, queryPageSchema } from '@/lib/contracts/datasets';
import { browseQueries } from '@/lib/datasets/browse-dataset';
import { getDataset } from '@/lib/datasets/list-datasets';

export const GET = route({
  summary: 'Browse the queries of a dataset',

  params: idParams,
  query: queryFilterSchema,
  response: queryPageSchema,
  handler: async ({ actor, params, query }) =>
    browseQueries(actor, (await getDataset(actor, params.id)).version.id, query),
});
