import { type Actor, actorId, requireRole, requireUser } from '@/lib/auth/actor';
import { type SkipItem, skipItemSchema } from '@/lib/contracts/study';
import { appendAudit } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { Conflict, NotFound } from '@/lib/foundation/errors';
import { lockJudge, lockSlots } from './store';

/**
 * Gives a pair back with a reason; somebody else may get it, this judge will not see it again.
 *
 * @throws {NotFound} if the token is not one of this person's
 * @throws {Conflict} if the pair was judged already
 */
export async function skipItem(actor: Actor, input: SkipItem): Promise<void> {
  requireRole(actor, 'annotator');
  requireUser(actor);
  const { token, reason, comment } = skipItemSchema.parse(input);
  const named = await db().studyAssignment.findUnique({ where: { token }, select: { studyId: true } });
  if (!named) throw new NotFound('There is no such pair for you.');
  await transaction(async (tx) => {
    const judge = await lockJudge(tx, { studyId: named.studyId, userId: actor.userId });
    const row = judge ? await tx.studyAssignment.findFirst({ where: { token, judgeId: judge.id } }) : null;
    if (!row) throw new NotFound('There is no such pair for you.');
    if (row.state === 'skipped') return;
    if (row.state === 'done') throw new Conflict('You have judged this pair already.');
    await lockSlots(tx, row.itemId);
    await tx.studyAssignment.update({
      where: { id: row.id },
      data: { state: 'skipped', skipReason: comment ? `${reason}: ${comment}` : reason },
    });
    await tx.studySlot.updateMany({
      where: { assignmentId: row.id, state: 'leased' },
      data: { state: 'open', assignmentId: null, leaseUntil: null },
    });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'judgment.skip',
      subjectType: 'study',
      subjectId: row.studyId,
      data: { item: row.itemId, reason },
    });
  });
}
