import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { viewEvaluation } from '@/lib/api/view-evaluation';
import { evaluationSchema } from '@/lib/contracts/evaluations';

export const GET = route({
  summary: 'Read an evaluation',
  description: 'It never changes; an evaluation that no longer matches its hash answers 409.',
  errors: ['conflict'],
  params: idParams,
  response: evaluationSchema,
  handler: ({ actor, params }) => viewEvaluation(actor, params.id),
});
