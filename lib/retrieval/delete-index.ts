import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import { transaction } from '@/lib/db/transaction';
import { env } from '@/lib/foundation/env';
import { Conflict, InvalidInput } from '@/lib/foundation/errors';
import { buildingDirectoryName, indexDirectoryName } from './index-manifest';
import { findIndex, findReleasesOfIndexes } from './store';

/**
 * Deletes an index and its files. It can be built again from the corpus; what refers to it is protected.
 *
 * @throws {NotFound} for an unknown index @throws {InvalidInput} without a reason
 * @throws {Conflict} while a release refers to it, or a job is building it
 */
export async function deleteIndex(
  actor: Actor,
  input: { indexId: string; reason: string },
  dataDir = env().dataDir,
): Promise<void> {
  requireRole(actor, 'operator');
  const reason = input.reason.trim();
  if (!reason) {
    throw new InvalidInput('Say why this index is deleted.', { issues: [{ path: 'reason', message: 'is empty' }] });
  }
  await transaction(async (tx) => {
    const index = await findIndex(tx, input.indexId);
    // Locked, so that a build that is just registering itself waits for this decision.
    await tx.$executeRaw`SELECT 1 FROM "Index" WHERE id = ${index.id} FOR UPDATE`;
    const releases = (await findReleasesOfIndexes(tx)).get(index.id) ?? [];
    if (releases.length > 0) {
      const numbers = releases.map(({ number }) => number).join(', ');
      throw new Conflict(`This index belongs to release ${numbers} and cannot be deleted.`, {
        hint: 'Withdraw the releases that use it first.',
      });
    }
    const job = index.jobId ? await tx.job.findUnique({ where: { id: index.jobId } }) : null;
    if (job && (job.state === 'queued' || job.state === 'running')) {
      throw new Conflict('This index is being built. Cancel the job first.');
    }
    await tx.index.delete({ where: { id: index.id } });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'index.delete',
      subjectType: 'index',
      subjectId: index.id,
      data: { reason, manifestHash: index.manifestHash, corpus: index.corpusHash, embedder: index.embedderHash },
    });
  });
  // Only after the commit: files without a record are garbage, a record without files would be a broken index.
  for (const name of [indexDirectoryName(input.indexId), buildingDirectoryName(input.indexId)]) {
    await rm(path.join(dataDir, name), { recursive: true, force: true });
  }
}
