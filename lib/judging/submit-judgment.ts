import { type Actor, actorId, requireRole, requireUser } from '@/lib/auth/actor';
import {
  type SubmitJudgment,
  type SubmitResult,
  submitJudgmentSchema,
  submitResultSchema,
} from '@/lib/contracts/study';
import { appendAudit } from '@/lib/db/audit';
import { db, type Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { type Clock, systemClock } from '@/lib/foundation/clock';
import { Conflict, NotFound } from '@/lib/foundation/errors';
import { contentHash } from '@/lib/foundation/hash';
import { randomId } from '@/lib/foundation/random';
import { isExpectedChoice } from './blinding-key';
import { decideSubmission, type SlotFact, type SubmissionDecision, undoWindowMs } from './decide-submission';
import { lockJudge, lockSlots, type SharedStudy, shareStudy } from './store';

type Submission = ReturnType<typeof submitJudgmentSchema.parse>;

const refusals: Record<Extract<SubmissionDecision, { kind: 'refuse' }>['reason'], () => Error> = {
  unknown_token: () => new NotFound('There is no such pair for you.'),
  key_reused: () => new Conflict('This key was used for another judgment already.'),
  judged_already: () => new Conflict('You have judged this pair already. Undo that first to change it.'),
  skipped_already: () => new Conflict('You have skipped this pair.'),
};

/**
 * Saves a judgment, exactly once however often it is sent: the same key with the same content gets the same reply.
 *
 * @returns `late` when another judge had taken the pair meanwhile, the study was closed, or the judge was removed: kept,
 *          visible, not counted
 * @throws {NotFound} if the token is not one of this person's
 * @throws {Conflict} if the pair was judged or skipped by this person, or the key was used for something else
 */
export async function submitJudgment(
  actor: Actor,
  input: SubmitJudgment,
  clock: Clock = systemClock,
): Promise<SubmitResult> {
  requireRole(actor, 'annotator');
  requireUser(actor);
  const submission = submitJudgmentSchema.parse(input);
  // Which study a token belongs to never changes, so this may be read before the locks.
  const named = await db().studyAssignment.findUnique({
    where: { token: submission.token },
    select: { studyId: true },
  });
  if (!named) throw refusals.unknown_token();
  return transaction(async (tx) => {
    const judge = await lockJudge(tx, { studyId: named.studyId, userId: actor.userId });
    if (!judge) throw refusals.unknown_token();
    const study = await shareStudy(tx, named.studyId);
    const facts = await readFacts(tx, judge.id, submission, clock);
    const decision = decideSubmission({
      ...facts,
      isJudgeRemoved: judge.removedAt !== null,
      isStudyOpen: study.state === 'open',
    });
    if (decision.kind === 'refuse') throw refusals[decision.reason]();
    if (decision.kind === 'replay') return submitResultSchema.parse(facts.earlier?.response);
    if (decision.kind === 'replay_standing') return submitResultSchema.parse(facts.standing?.response);
    if (!facts.row) throw refusals.unknown_token();
    return save(tx, {
      actor,
      study,
      judgeId: judge.id,
      row: facts.row,
      slots: facts.slots,
      submission,
      decision,
      now: clock.now(),
    });
  });
}

/** The content of a submission without its key: what has to be the same for a replay. */
const hashOf = ({ idempotencyKey: _, durationMs: __, ...content }: Submission): string => contentHash(content);

type ViewRow = {
  id: string;
  itemId: string;
  round: number;
  state: 'active' | 'done' | 'skipped' | 'lapsed';
  leftAnswerId: string;
  rightAnswerId: string;
  kind: string;
  explanation: string | null;
  versions: number;
  standing: { bodyHash: string; response: unknown } | null;
};

/** The judge's view that a token names, with its standing judgment and how many there were, in one query. */
async function findView(tx: Tx, judgeId: string, token: string): Promise<ViewRow | undefined> {
  const rows = await tx.$queryRaw<ViewRow[]>`
    SELECT a.id, a."itemId", a.round, a.state, a."leftAnswerId", a."rightAnswerId", i.kind, i.explanation,
      (SELECT count(*)::int FROM "Judgment" j WHERE j."assignmentId" = a.id) AS versions,
      (SELECT jsonb_build_object('bodyHash', j."bodyHash", 'response', j.response) FROM "Judgment" j
        WHERE j."assignmentId" = a.id AND NOT j."isUndone" LIMIT 1) AS standing
    FROM "StudyAssignment" a JOIN "StudyItem" i ON i.id = a."itemId"
    WHERE a.token = ${token} AND a."judgeId" = ${judgeId}`;
  return rows[0];
}

async function readFacts(tx: Tx, judgeId: string, submission: Submission, clock: Clock) {
  const bodyHash = hashOf(submission);
  const earlier = await tx.judgment.findUnique({
    where: { judgeId_idempotencyKey: { judgeId, idempotencyKey: submission.idempotencyKey } },
  });
  const row = await findView(tx, judgeId, submission.token);
  const standing = row?.standing ?? undefined;
  const needsSlot = row?.kind === 'main' && row.round === 1;
  const slots = row && needsSlot ? await lockSlots(tx, row.itemId) : undefined;
  return {
    earlier,
    row,
    standing,
    earlierWithKey: earlier ? { hasSameBody: earlier.bodyHash === bodyHash } : undefined,
    assignment: row
      ? {
          id: row.id,
          state: row.state,
          standing: standing ? { hasSameBody: standing.bodyHash === bodyHash } : undefined,
        }
      : undefined,
    slots: slots?.map((slot) => ({
      ...slot,
      isLapsed: slot.leaseUntil !== null && slot.leaseUntil.getTime() < clock.nowMs(),
    })),
  };
}

type Save = {
  actor: Actor;
  study: SharedStudy;
  judgeId: string;
  row: ViewRow;
  slots: readonly SlotFact[] | undefined;
  submission: Submission;
  decision: Extract<SubmissionDecision, { kind: 'count' | 'surplus' }>;
  now: Date;
};

async function save(
  tx: Tx,
  { actor, study, judgeId, row, slots, submission, decision, now }: Save,
): Promise<SubmitResult> {
  const isSurplus = decision.kind === 'surplus';
  const settlesAt = new Date(now.getTime() + (isSurplus ? 0 : undoWindowMs));
  const { choice, isBothBad, tags, comment, durationMs, idempotencyKey } = submission;
  const isTraining = row.kind === 'training' && !isSurplus;
  const feedback = isTraining
    ? {
        isAsExpected: await isExpectedChoice(tx, study.id, { ...row, choice }),
        explanation: row.explanation ?? '',
      }
    : null;
  const result: SubmitResult = {
    state: isSurplus ? 'late' : 'saved',
    undoableUntil: isSurplus ? null : settlesAt.toISOString(),
    feedback,
  };
  // The judge's next submission ends the undo window of the one before.
  await tx.judgment.updateMany({ where: { judgeId, settlesAt: { gt: now } }, data: { settlesAt: now } });
  await tx.judgment.createMany({
    data: {
      id: randomId(),
      studyId: study.id,
      itemId: row.itemId,
      assignmentId: row.id,
      judgeId,
      version: row.versions + 1,
      choice,
      isBothBad,
      tags,
      comment: comment ?? null,
      isSurplus,
      submittedAt: now,
      settlesAt,
      durationMs,
      idempotencyKey,
      bodyHash: hashOf(submission),
      response: JSON.parse(JSON.stringify(result)),
    },
  });
  await tx.studyAssignment.updateMany({ where: { id: row.id }, data: { state: 'done' } });
  const slot = decision.kind === 'count' ? slots?.find(({ id }) => id === decision.slotId) : undefined;
  if (slot) await takeSlot(tx, slot, row.id);
  await appendAudit(tx, {
    actor: actorId(actor),
    action: 'judgment.submit',
    subjectType: 'study',
    subjectId: study.id,
    data: { item: row.itemId, choice, isSurplus },
  });
  return result;
}

/** Fills a slot; an assignment that had it before and let it lapse keeps its token and may still send surplus work. */
async function takeSlot(tx: Tx, slot: SlotFact, assignmentId: string): Promise<void> {
  if (slot.assignmentId !== null && slot.assignmentId !== assignmentId) {
    await tx.studyAssignment.updateMany({
      where: { id: slot.assignmentId, state: 'active' },
      data: { state: 'lapsed' },
    });
  }
  await tx.studySlot.updateMany({ where: { id: slot.id }, data: { state: 'done', assignmentId, leaseUntil: null } });
}
