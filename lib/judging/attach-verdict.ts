import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { transaction } from '@/lib/db/transaction';
import { systemClock } from '@/lib/foundation/clock';
import { InvalidInput } from '@/lib/foundation/errors';
import { attachEvidence } from '@/lib/releases/attach-evidence';
import { findRelease } from '@/lib/releases/store';
import { findStudy } from './store';
import { readReport } from './study-report';

/**
 * Puts the verdict of a closed study before the gate of a release: its challenger must be that release or its
 * configuration.
 *
 * @throws {Conflict} if the study is not closed, or its verdict is attached already
 * @throws {InvalidInput} if the study is about something else, or tests the apparatus
 */
export async function attachVerdict(actor: Actor, studyId: string, releaseId: string): Promise<void> {
  requireRole(actor, 'operator');
  await transaction(async (tx) => {
    const study = await findStudy(tx, studyId);
    const { statistics, hash } = await readReport(tx, studyId);
    const release = await findRelease(tx, releaseId);
    const challenger = study.arms.arm_b;
    const isSame =
      (challenger.kind === 'release' && challenger.id === release.id) ||
      (challenger.kind === 'configuration' && challenger.id === release.configurationId);
    if (!isSame)
      throw new InvalidInput(`The challenger of this study is ${challenger.name}, not release ${release.number}.`);
    if (study.isAaStudy)
      throw new InvalidInput('An A/A study tests the apparatus; its verdict says nothing about a release.');
    await attachEvidence(tx, actor, releaseId, {
      kind: 'study',
      id: studyId,
      hash,
      name: study.name,
      verdict: statistics.verdict.verdict,
      sentence: statistics.verdict.sentences.join(' '),
      attachedAt: systemClock.now().toISOString(),
      attachedBy: actorId(actor),
    });
  });
}
