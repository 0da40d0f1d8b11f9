import { idParams } from '@/lib/api/id-params';
import { route } from '@/lib/api/route';
import { viewDatasetRecord } from '@/lib/api/view-dataset';
import { changeDatasetSchema, datasetRecordSchema, deletedDatasetSchema } from '@/lib/contracts/datasets';
import { deleteDataset } from '@/lib/datasets/delete-dataset';
import { updateDataset } from '@/lib/datasets/update-dataset';
import { env } from '@/lib/foundation/env';

export const GET = route({
  params: idParams,
  response: datasetRecordSchema,
  handler: ({ actor, params }) => viewDatasetRecord(actor, params.id),
});

export const PATCH = route({
  params: idParams,
  body: changeDatasetSchema,
  handler: ({ actor, params, body }) => updateDataset(actor, params.id, body),
});

export const DELETE = route({
  params: idParams,
  response: deletedDatasetSchema,
  handler: ({ actor, params }) => deleteDataset(actor, params.id, env().dataDir),
});
