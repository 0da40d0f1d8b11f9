import type { JobHandler } from '@/lib/jobs/define-job';
import { importDataset } from './import-dataset';
import type { ImportRequest } from './import-dataset.job';

export const handle: JobHandler<ImportRequest> = async (request, context) => {
  const { jobId, signal, progress } = context;
  const imported = await importDataset(context.actor, request, { importId: jobId, signal, progress });
  const { leftOut } = imported.report;
  const lines = Object.values(leftOut).reduce((sum, n) => sum + n, 0);
  if (lines > 0) await context.log('warn', `${lines} lines were left out; the report of the dataset lists them.`);
  return imported;
};
