import { z } from 'zod';
import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { viewEvaluationQuery } from '@/lib/api/view-evaluation-queries';
import { evaluationQueriesRequestSchema, evaluationQuerySchema } from '@/lib/contracts/evaluations';

export const GET = route({
  summary: 'Read the result lists of one query',
  params: idParams.extend({ queryId: z.string().min(1).max(500) }),
  query: evaluationQueriesRequestSchema,
  response: evaluationQuerySchema,
  handler: ({ actor, params, query }) => viewEvaluationQuery(actor, params.id, params.queryId, query),
});
