import { route } from '@/lib/api/route';
import { viewPlan } from '@/lib/api/view-training';
import { plannedTrainingSchema, startTrainingSchema } from '@/lib/contracts/trainings';

export const POST = route({
  summary: 'Estimate a training without starting it',
  body: startTrainingSchema,
  response: plannedTrainingSchema,
  handler: ({ actor, body }) => viewPlan(actor, body),
});
