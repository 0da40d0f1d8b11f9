import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import type { Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { systemClock } from '@/lib/foundation/clock';
import { Conflict, InvalidInput, NotFound } from '@/lib/foundation/errors';
import { randomId } from '@/lib/foundation/random';
import { lockJudge, lockStudy } from './store';

/**
 * Writes the judges of a study. Whoever set the study up has seen which arm is which and cannot judge it.
 *
 * @throws {NotFound} if a person does not exist
 * @throws {InvalidInput} if a person is not an annotator, or set the study up
 */
export async function insertJudges(
  tx: Tx,
  actor: Actor,
  study: { id: string; createdBy: string },
  userIds: readonly string[],
): Promise<void> {
  const wanted = [...new Set(userIds)];
  const people = await tx.user.findMany({
    where: { id: { in: wanted } },
    select: { id: true, role: true, isActive: true },
  });
  if (people.length !== wanted.length) throw new NotFound('One of the judges does not exist.');
  for (const person of people) {
    if (person.role !== 'annotator' || !person.isActive) {
      throw new InvalidInput(
        'Judges must be active people with the role annotator: others can see which arm is which.',
      );
    }
    if (study.createdBy === `user:${person.id}`) {
      throw new InvalidInput('Whoever set up a study knows its arms and cannot judge it.');
    }
  }
  for (const userId of wanted) {
    await tx.studyJudge.upsert({
      where: { studyId_userId: { studyId: study.id, userId } },
      create: { id: randomId(), studyId: study.id, userId, addedBy: actorId(actor) },
      update: { removedAt: null },
    });
  }
}

/** Adds judges to a study that is not closed; also brings removed ones back. @throws as `insertJudges` */
export async function addJudges(actor: Actor, studyId: string, userIds: readonly string[]): Promise<void> {
  requireRole(actor, 'operator');
  await transaction(async (tx) => {
    const study = await lockStudy(tx, studyId, 'draft', 'generating', 'open');
    await insertJudges(tx, actor, study, userIds);
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'study.add_judges',
      subjectType: 'study',
      subjectId: studyId,
      data: { userIds },
    });
  });
}

/**
 * Takes a judge out of a study. What they judged stays and counts; pairs they hold go back; what they send afterwards is
 * kept as surplus.
 *
 * @throws {NotFound} if the person is not a judge of the study
 * @throws {Conflict} if they were removed already
 */
export async function removeJudge(actor: Actor, studyId: string, userId: string): Promise<void> {
  requireRole(actor, 'operator');
  await transaction(async (tx) => {
    const judge = await lockJudge(tx, { studyId, userId });
    if (!judge) throw new NotFound('This person is not a judge of the study.');
    if (judge.removedAt) throw new Conflict('This person was removed from the study already.');
    await tx.studyJudge.update({ where: { id: judge.id }, data: { removedAt: systemClock.now() } });
    const held = await tx.studyAssignment.findMany({
      where: { judgeId: judge.id, state: 'active' },
      select: { id: true },
    });
    const ids = held.map((assignment) => assignment.id);
    await tx.studyAssignment.updateMany({ where: { id: { in: ids } }, data: { state: 'lapsed' } });
    await tx.studySlot.updateMany({
      where: { assignmentId: { in: ids }, state: 'leased' },
      data: { state: 'open', assignmentId: null, leaseUntil: null },
    });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'study.remove_judge',
      subjectType: 'study',
      subjectId: studyId,
      data: { userId, pairsGivenBack: ids.length },
    });
  });
}
