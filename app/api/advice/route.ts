import { route } from '@/lib/api/route';
import { startAdviceSchema } from '@/lib/contracts/advice';
import { startedJobSchema } from '@/lib/contracts/jobs';
import { planAdvice } from '@/lib/evaluation/plan-evaluation';
import { requestEvaluation } from '@/lib/evaluation/request-evaluation';

export const POST = route({
  summary: 'Ask the advisor for the best cell of a grid',
  description: 'A race with anytime-valid bounds that calls rerankers as little as it can.',
  tag: 'Evaluation',
  errors: ['not_found', 'conflict'],
  body: startAdviceSchema,
  response: startedJobSchema,
  status: 202,
  example: {
    versionId: 'id-of-a-dataset-version',
    split: 'test',
    embedderIds: ['id-of-an-embedder'],
    rerankerIds: ['id-of-a-reranker'],
  },
  handler: async ({ actor, body }) => ({ jobId: await requestEvaluation(actor, planAdvice(body)) }),
});
