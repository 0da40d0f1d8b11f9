import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import { transaction } from '@/lib/db/transaction';
import { Conflict, NotFound } from '@/lib/foundation/errors';
import { lockStudy } from './store';

/**
 * Decides about an item that the scan set aside: let it be judged as it is, or leave it out.
 *
 * @throws {NotFound} if the study has no such item
 * @throws {Conflict} if it is not set aside, or the study is open already
 */
export async function reviewItem(
  actor: Actor,
  studyId: string,
  itemId: string,
  decision: 'allow' | 'exclude',
): Promise<void> {
  requireRole(actor, 'operator');
  await transaction(async (tx) => {
    await lockStudy(tx, studyId, 'draft', 'generating');
    const item = await tx.studyItem.findFirst({ where: { id: itemId, studyId } });
    if (!item) throw new NotFound('The study has no such question.');
    if (item.state !== 'quarantined') throw new Conflict('This question is not set aside.');
    await tx.studyItem.update({ where: { id: itemId }, data: { state: decision === 'allow' ? 'ready' : 'failed' } });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'study.review_item',
      subjectType: 'study',
      subjectId: studyId,
      data: { itemId, decision },
    });
  });
}
