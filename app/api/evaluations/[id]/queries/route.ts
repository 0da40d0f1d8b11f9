import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { viewEvaluationQueries } from '@/lib/api/view-evaluation-queries';
import { evaluationQueriesRequestSchema, evaluationQueriesSchema } from '@/lib/contracts/evaluations';

export const GET = route({
  summary: 'List the queries of a row with their values',
  params: idParams,
  query: evaluationQueriesRequestSchema,
  response: evaluationQueriesSchema,
  handler: ({ actor, params, query }) => viewEvaluationQueries(actor, params.id, query),
});
