import { route } from '@/lib/api/route';
import { viewEvaluations } from '@/lib/api/view-evaluation';
import { evaluationFilterSchema, evaluationsSchema, startComponentSchema } from '@/lib/contracts/evaluations';
import { startedJobSchema } from '@/lib/contracts/jobs';
import { planComponent } from '@/lib/evaluation/plan-evaluation';
import { requestEvaluation } from '@/lib/evaluation/request-evaluation';

export const GET = route({
  summary: 'List evaluations',
  query: evaluationFilterSchema,
  response: evaluationsSchema,
  handler: ({ actor, query }) => viewEvaluations(actor, query),
});

export const POST = route({
  summary: 'Evaluate embedders or rerankers by themselves',
  errors: ['not_found', 'conflict'],
  body: startComponentSchema,
  response: startedJobSchema,
  status: 202,
  example: {
    component: 'embedder',
    versionId: 'id-of-a-dataset-version',
    split: 'test',
    embedderIds: ['id-of-an-embedder'],
  },
  handler: async ({ actor, body }) => ({ jobId: await requestEvaluation(actor, planComponent(body)) }),
});
