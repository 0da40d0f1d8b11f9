import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { viewTrainingRecord } from '@/lib/api/view-training';
import { reasonSchema } from '@/lib/contracts/datasets';
import { trainingRecordSchema } from '@/lib/contracts/trainings';
import { deleteTraining } from '@/lib/training/delete-training';

export const GET = route({
  summary: 'Read a training with its curves',
  params: idParams,
  response: trainingRecordSchema,
  handler: ({ actor, params }) => viewTrainingRecord(actor, params.id),
});

export const DELETE = route({
  summary: 'Delete a training that is over, with its work folder',
  description: 'Answers 409 while it runs, or while a checkpoint that it made is not archived.',
  params: idParams,
  body: reasonSchema,
  handler: ({ actor, params, body }) => deleteTraining(actor, params.id, body.reason),
});
