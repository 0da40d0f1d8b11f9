import { route } from '@/lib/api/route';
import { viewTrainings } from '@/lib/api/view-training';
import { startedTrainingSchema, startTrainingSchema, trainingsSchema } from '@/lib/contracts/trainings';
import { requestTraining } from '@/lib/training/request-training';

export const GET = route({
  summary: 'List trainings and what can be chosen for a new one',
  response: trainingsSchema,
  handler: ({ actor }) => viewTrainings(actor),
});

export const POST = route({
  summary: 'Start a training',
  description:
    'Each finished stage is registered as a checkpoint at once; the job can be paused, cancelled and tried again.',
  body: startTrainingSchema,
  response: startedTrainingSchema,
  status: 202,
  example: { component: 'embedder', datasets: ['stard'], stages: ['base', 'stage-1', 'stage-2', 'stage-3'], seed: 7 },
  handler: ({ actor, body }) => requestTraining(actor, body),
});
