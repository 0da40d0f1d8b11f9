import { route } from '@/lib/api/route';
import { importDatasetSchema } from '@/lib/contracts/datasets';
import { startedJobSchema } from '@/lib/contracts/jobs';
import { importRequestSchema } from '@/lib/datasets/import-dataset.job';
import { requestImport } from '@/lib/datasets/request-import';

export const POST = route({
  summary: 'Import an upload as a dataset',
  description: 'Starts a job. A known slug gets a new version.',

  body: importDatasetSchema,
  response: startedJobSchema,
  status: 202,
  example: { uploadId: 'id-of-an-upload', slug: 'statutes', onBadLine: 'refuse' },
  handler: async ({ actor, body: { uploadId, ...settings } }) => ({
    jobId: await requestImport(actor, importRequestSchema.parse({ ...settings, source: { kind: 'upload', uploadId } })),
  }),
});
