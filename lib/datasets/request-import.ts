import { type Actor, requireRole } from '@/lib/auth/actor';
import { transaction } from '@/lib/db/transaction';
import { Forbidden } from '@/lib/foundation/errors';
import { enqueueJob } from '@/lib/jobs/enqueue-job';
import { type ImportRequest, importDatasetJob, importRequestSchema } from './import-dataset.job';

/**
 * Queues an import and returns the id of its job. The audit entry is written when the import changes something.
 *
 * @throws {Forbidden} without the role operator, and for a path on this machine unless the command line asks
 */
export async function requestImport(actor: Actor, request: ImportRequest): Promise<string> {
  requireRole(actor, 'operator');
  if (request.source.kind === 'path' && actor.kind !== 'system') {
    throw new Forbidden('Only the command line may import a folder of this machine. Upload the files instead.');
  }
  const parsed = importRequestSchema.parse(request);
  return transaction((tx) => enqueueJob(tx, importDatasetJob, parsed, { actor, subjectType: 'dataset' }));
}
