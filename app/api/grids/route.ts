import { route } from '@/lib/api/route';
import { startGrid } from '@/lib/api/start-evaluation';
import { startGridSchema } from '@/lib/contracts/grid';
import { startedJobSchema } from '@/lib/contracts/jobs';

export const POST = route({
  summary: 'Start a stage grid',
  description:
    'Every embedder with every reranker, end to end, at every K, N and weight. The result of the job names the evaluation. A repeated grid runs no model.',
  tag: 'Evaluation',
  errors: ['not_found', 'conflict'],
  body: startGridSchema,
  response: startedJobSchema,
  status: 202,
  example: {
    versionId: 'id-of-a-dataset-version',
    split: 'test',
    embedderIds: ['id-of-an-embedder'],
    rerankerIds: ['id-of-a-reranker'],
    budgets: [60],
    depths: [10],
  },
  handler: ({ actor, body }) => startGrid(actor, body),
});
