import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import type { Tx } from '@/lib/db/client';
import { Conflict } from '@/lib/foundation/errors';
import { type EvidenceFinding, evidenceSchema } from './evidence';
import { findRelease } from './store';

/**
 * Attaches a finding to a release, inside the transaction of whoever found it; a finding is attached once.
 *
 * @throws {Conflict} if the same finding is attached already
 */
export async function attachEvidence(tx: Tx, actor: Actor, releaseId: string, finding: EvidenceFinding): Promise<void> {
  requireRole(actor, 'operator');
  await tx.$queryRaw`SELECT id FROM "Release" WHERE id = ${releaseId} FOR UPDATE`;
  const release = await findRelease(tx, releaseId);
  if (release.evidence.some((known) => known.kind === finding.kind && known.id === finding.id)) {
    throw new Conflict('This finding is attached to the release already.');
  }
  const evidence = evidenceSchema.parse([...release.evidence, finding]);
  await tx.release.update({ where: { id: releaseId }, data: { evidence } });
  await appendAudit(tx, {
    actor: actorId(actor),
    action: 'release.attach_evidence',
    subjectType: 'release',
    subjectId: releaseId,
    data: { kind: finding.kind, id: finding.id, hash: finding.hash },
  });
}
