import { route } from '@/lib/api/route';
import { startedJobSchema } from '@/lib/contracts/jobs';
import { startOperatingPointSchema } from '@/lib/contracts/operating-points';
import { planOperatingPoint } from '@/lib/evaluation/plan-evaluation';
import { requestEvaluation } from '@/lib/evaluation/request-evaluation';

export const POST = route({
  summary: 'Measure quality and latency at several K and N',
  tag: 'Evaluation',
  errors: ['not_found', 'conflict'],
  body: startOperatingPointSchema,
  response: startedJobSchema,
  status: 202,
  example: {
    versionId: 'id-of-a-dataset-version',
    split: 'test',
    embedderId: 'id-of-an-embedder',
    rerankerId: 'id-of-a-reranker',
    recallTarget: 0.9,
    p95BudgetMs: 50,
  },
  handler: async ({ actor, body }) => ({ jobId: await requestEvaluation(actor, planOperatingPoint(body)) }),
});
