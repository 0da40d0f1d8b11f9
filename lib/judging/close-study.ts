import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { type CloseStudy, closeStudySchema } from '@/lib/contracts/study';
import { appendAudit } from '@/lib/db/audit';
import type { Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { systemClock } from '@/lib/foundation/clock';
import { Conflict, Internal, InvalidInput } from '@/lib/foundation/errors';
import { contentHash } from '@/lib/foundation/hash';
import { matchesCommitment } from './blinding-commitment';
import { revealSecret } from './blinding-key';
import { readOutsideFacts } from './import-judgments';
import { readFacts } from './read-facts';
import { findStop } from './stopping-path';
import { lockStudy, type StudyRecord } from './store';
import type { StudyFacts } from './study-facts';
import { decidedPath, studyStatistics } from './study-statistics';
import type { StudyVerdict } from './study-verdict';
import { verifySides } from './verify-sides';

/**
 * Closes and unblinds a study, in one transaction: computes the report, freezes it, reveals the nonce, writes the verdict
 * into the audit chain. There is no other way to learn which side was which, and no way back.
 *
 * Leases that are still out end here; what their judges send afterwards is kept as late.
 *
 * @throws {Conflict} if the study is not open; or if its plan is not finished and closing early was not asked for
 * @throws {InvalidInput} if the name typed is not the study's
 */
export async function closeStudy(actor: Actor, studyId: string, input: CloseStudy): Promise<StudyVerdict> {
  requireRole(actor, 'operator');
  const { reason, confirmName, isEarly } = closeStudySchema.parse(input);
  return transaction(async (tx) => {
    const study = await lockStudy(tx, studyId, 'open');
    if (confirmName !== study.name) {
      throw new InvalidInput('Type the name of the study to close it: this cannot be taken back.', {
        issues: [{ path: 'confirmName', message: 'is not the name of the study' }],
      });
    }
    const { read, mapping, nonce } = study.isJudgedElsewhere
      ? { read: await readOutsideFacts(tx, studyId), mapping: {}, nonce: null }
      : await unblind(tx, study);
    const closedEarly = !isPlanFinished(study, read.items);
    if (closedEarly && !isEarly) {
      const unfinished = read.items.filter((item) => item.state === 'ready' && item.outcome === undefined).length;
      throw new Conflict(
        `The plan of this study is not finished: ${unfinished} questions are open and its stopping rule is not met.`,
        {
          hint: 'Wait, or close it early: the verdict then rests on the anytime-valid figures alone.',
        },
      );
    }
    const facts: StudyFacts = { ...read, ...designOf(study), closedEarly };
    const views = await tx.studyAssignment.findMany({ where: { studyId }, orderBy: { sequence: 'asc' } });
    const sides = { ...verifySides(views, { nonce: nonce ?? '', mapping }), mapping };
    await freeze(tx, actor, study, { facts, sides, nonce, reason });
    return studyStatistics(facts).verdict;
  });
}

/** Opens the secret, checks it against its commitment, and reads everything with it. */
async function unblind(tx: Tx, study: StudyRecord) {
  const secret = await revealSecret(tx, study.id);
  if (!study.commitment || !matchesCommitment(secret, study.commitment)) {
    throw new Internal('The secret of the study is not the one it committed to.');
  }
  return { read: await readFacts(tx, study, secret.mapping), ...secret };
}

const designOf = (study: StudyRecord) => ({
  arms: study.arms,
  settings: study.settings,
  isJudgedElsewhere: study.isJudgedElsewhere,
  isAaStudy: study.isAaStudy,
});

/** Every planned question judged, or the stopping rule met on the way. */
function isPlanFinished(study: StudyRecord, items: StudyFacts['items']): boolean {
  const isAllJudged = items.every((item) => item.state !== 'ready' || item.outcome !== undefined);
  return isAllJudged || findStop(decidedPath(items), study.settings) !== undefined;
}

type Closing = { facts: StudyFacts; sides: object; nonce: string | null; reason: string };

async function freeze(
  tx: Tx,
  actor: Actor,
  study: StudyRecord,
  { facts, sides, nonce, reason }: Closing,
): Promise<void> {
  const statistics = studyStatistics(facts);
  const items = facts.items.map(({ id, queryId, stratum, state, outcome }) => ({
    id,
    queryId,
    stratum,
    state,
    outcome,
  }));
  // What is hashed is what will be read back: JSON keeps neither `undefined` nor infinities.
  const report = JSON.parse(JSON.stringify({ statistics, items, sides }));
  const reportHash = contentHash(report);
  const { verdict } = statistics;
  await tx.study.update({
    where: { id: study.id },
    data: {
      state: 'closed',
      revealedNonce: nonce,
      verdict: JSON.parse(JSON.stringify(verdict)),
      report,
      reportHash,
      closedAt: systemClock.now(),
      closedBy: actorId(actor),
      closeReason: reason,
    },
  });
  await tx.studyAssignment.updateMany({ where: { studyId: study.id, state: 'active' }, data: { state: 'lapsed' } });
  await tx.studySlot.updateMany({
    where: { studyId: study.id, state: 'leased' },
    data: { state: 'open', assignmentId: null, leaseUntil: null },
  });
  await appendAudit(tx, {
    actor: actorId(actor),
    action: 'study.close',
    subjectType: 'study',
    subjectId: study.id,
    data: { verdict: verdict.verdict, basis: verdict.basis, reportHash, nonce, reason },
  });
}
