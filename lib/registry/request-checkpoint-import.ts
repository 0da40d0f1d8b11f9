import { type Actor, requireRole } from '@/lib/auth/actor';
import { transaction } from '@/lib/db/transaction';
import { Forbidden } from '@/lib/foundation/errors';
import { enqueueJob } from '@/lib/jobs/enqueue-job';
import { type ImportCheckpointPayload, importCheckpointJob } from './import-checkpoint.job';

/**
 * Queues an import and returns the id of its job.
 *
 * @param uploadDirectory the folder of an upload that the caller was shown to own; every folder must lie in it unless the
 *                        command line asks
 * @throws {Forbidden} without the role operator, and for other folders of this machine
 */
export async function requestCheckpointImport(
  actor: Actor,
  payload: ImportCheckpointPayload,
  uploadDirectory?: string,
): Promise<string> {
  requireRole(actor, 'operator');
  const folders = [payload.folder, ...(payload.adapterFolders ?? [])];
  const isInside = (folder: string) =>
    uploadDirectory !== undefined && (folder === uploadDirectory || folder.startsWith(`${uploadDirectory}/`));
  if (actor.kind !== 'system' && !folders.every((folder) => isInside(folder) && !folder.includes('..'))) {
    throw new Forbidden('Only the command line may import a folder of this machine. Upload the files instead.');
  }
  return transaction((tx) => enqueueJob(tx, importCheckpointJob, payload, { actor, subjectType: 'checkpoint' }));
}
