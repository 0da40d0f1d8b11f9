import { route } from '@/lib/api/route';
import { startComparisonSchema, storedEvaluationSchema } from '@/lib/contracts/evaluations';
import { compareEvaluations } from '@/lib/evaluation/compare-evaluations';

export const POST = route({
  summary: 'Compare two evaluated rows query by query',
  description:
    'Rows are cells of a grid, checkpoints of a component evaluation, or imported runs, on the same split of the same dataset version.',
  tag: 'Evaluation',
  errors: ['not_found', 'conflict'],
  body: startComparisonSchema,
  response: storedEvaluationSchema,
  status: 201,
  example: {
    before: { evaluationId: 'id-of-a-grid', row: 'bm25|none|60|10|0' },
    after: { evaluationId: 'id-of-a-grid', row: 'id-of-an-embedder|id-of-a-reranker|60|10|1' },
  },
  handler: ({ actor, body }) => compareEvaluations(actor, body),
});
