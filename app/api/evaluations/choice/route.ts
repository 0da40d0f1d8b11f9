import { route } from '@/lib/api/route';
import { viewEvaluationChoice } from '@/lib/api/view-evaluation';
import { evaluationChoiceSchema } from '@/lib/contracts/evaluations';

export const GET = route({
  summary: 'Read what can be evaluated',
  response: evaluationChoiceSchema,
  handler: ({ actor }) => viewEvaluationChoice(actor),
});
