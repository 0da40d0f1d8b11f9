import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import { transaction } from '@/lib/db/transaction';
import { systemClock } from '@/lib/foundation/clock';
import { Conflict, NotFound } from '@/lib/foundation/errors';
import { requireReason } from './promote-release';
import { readLivePointer } from './store';

/** Marks a release as one that must not become live. @throws {NotFound} @throws {Conflict} while it is live, pinned or a canary */
export async function withdrawRelease(actor: Actor, id: string, reason: string): Promise<void> {
  requireRole(actor, 'operator');
  const words = requireReason(reason);
  await transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM "LivePointer" WHERE id = 1 FOR UPDATE`;
    const pointer = await readLivePointer(tx);
    if (pointer.releaseId === id) throw new Conflict('This release is live. Promote another one or roll back first.');
    const bound = await tx.application.count({
      where: { archivedAt: null, OR: [{ pinnedReleaseId: id }, { canaryReleaseId: id }] },
    });
    if (bound > 0)
      throw new Conflict('An application is pinned to this release or has it as canary. Change that first.');
    const withdrawn = await tx.release.updateMany({
      where: { id, withdrawnAt: null },
      data: { withdrawnAt: systemClock.now() },
    });
    if (withdrawn.count === 0) throw new NotFound('There is no such release, or it is withdrawn already.');
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'release.withdraw',
      subjectType: 'release',
      subjectId: id,
      data: { reason: words },
    });
  });
}
