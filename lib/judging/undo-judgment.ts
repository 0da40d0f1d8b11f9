import { type Actor, actorId, requireRole, requireUser } from '@/lib/auth/actor';
import type { JudgeItem } from '@/lib/contracts/study';
import { appendAudit } from '@/lib/db/audit';
import { transaction } from '@/lib/db/transaction';
import { type Clock, systemClock } from '@/lib/foundation/clock';
import { Conflict, NotFound } from '@/lib/foundation/errors';
import { readJudgeItem } from './judge-view';
import { lockJudge, shareStudy } from './store';

/**
 * Takes back a judge's last judgment within half a minute and before their next one. The judgment is kept as undone; the
 * pair is theirs again, with the same sides. The live statistic has not seen it yet, so nothing is ever un-counted.
 *
 * @returns the pair, to be judged again
 * @throws {Conflict} if there is nothing that can still be taken back
 * @throws {NotFound} if the person is not a judge of the study
 */
export async function undoJudgment(actor: Actor, studyId: string, clock: Clock = systemClock): Promise<JudgeItem> {
  requireRole(actor, 'annotator');
  requireUser(actor);
  return transaction(async (tx) => {
    const judge = await lockJudge(tx, { studyId, userId: actor.userId });
    if (!judge || judge.removedAt) throw new NotFound('There is no such study for you.');
    const study = await shareStudy(tx, studyId);
    const now = clock.now();
    const last = await tx.judgment.findFirst({
      where: { judgeId: judge.id, isUndone: false, isSurplus: false, settlesAt: { gt: now } },
      orderBy: { submittedAt: 'desc' },
      include: { assignment: true },
    });
    if (!last || study.state !== 'open') {
      throw new Conflict(
        'There is nothing left to undo: it can be taken back for half a minute, until your next judgment.',
      );
    }
    const leaseUntil = new Date(now.getTime() + study.settings.leaseMinutes * 60_000);
    await tx.judgment.update({ where: { id: last.id }, data: { isUndone: true } });
    await tx.studyAssignment.update({ where: { id: last.assignmentId }, data: { state: 'active', leaseUntil } });
    await tx.studySlot.updateMany({
      where: { assignmentId: last.assignmentId, state: 'done' },
      data: { state: 'leased', leaseUntil },
    });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'judgment.undo',
      subjectType: 'study',
      subjectId: studyId,
      data: { item: last.itemId },
    });
    return readJudgeItem(tx, last.assignment);
  });
}
