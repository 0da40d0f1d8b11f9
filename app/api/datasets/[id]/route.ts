import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { viewDatasetRecord } from '@/lib/api/view-dataset';
import { changeDatasetSchema, datasetRecordSchema, deletedDatasetSchema } from '@/lib/contracts/datasets';
import { deleteDataset } from '@/lib/datasets/delete-dataset';
import { updateDataset } from '@/lib/datasets/update-dataset';
import { env } from '@/lib/foundation/env';

export const GET = route({
  summary: 'Read a dataset with its versions and import report',
  description: '`id` may be the slug.',

  params: idParams,
  response: datasetRecordSchema,
  handler: ({ actor, params }) => viewDatasetRecord(actor, params.id),
});

export const PATCH = route({
  summary: 'Change name, instruction or task description of a dataset',

  params: idParams,
  body: changeDatasetSchema,
  handler: ({ actor, params, body }) => updateDataset(actor, params.id, body),
});

export const DELETE = route({
  summary: 'Delete a dataset with all its versions',

  params: idParams,
  response: deletedDatasetSchema,
  handler: ({ actor, params }) => deleteDataset(actor, params.id, env().dataDir),
});
