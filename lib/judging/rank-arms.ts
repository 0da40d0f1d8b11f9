import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { Uncomputable } from '@/lib/foundation/errors';
import { type ArmStrengths, armStrengths } from './arm-strengths';
import { findStudy } from './store';
import { readReport } from './study-report';

/**
 * Ranks the arms of several closed studies by Bradley-Terry.
 *
 * @throws {Conflict} if one of the studies is not closed
 * @throws {Uncomputable} if there are fewer than two studies, or no arm joins them
 */
export async function rankArms(actor: Actor, studyIds: readonly string[]): Promise<ArmStrengths> {
  requireRole(actor, 'operator', 'stakeholder');
  const ids = [...new Set(studyIds)];
  if (ids.length < 2) throw new Uncomputable('A ranking needs at least two closed studies that share an arm.');
  const meetings = [];
  for (const id of ids) {
    const { arms, isAaStudy } = await findStudy(db(), id);
    const { statistics } = await readReport(db(), id);
    if (isAaStudy) continue;
    meetings.push({
      champion: { id: `${arms.arm_a.kind}:${arms.arm_a.id}`, name: arms.arm_a.name },
      challenger: { id: `${arms.arm_b.kind}:${arms.arm_b.id}`, name: arms.arm_b.name },
      championWins: statistics.counts.championWins,
      challengerWins: statistics.counts.challengerWins,
    });
  }
  if (meetings.length === 0) throw new Uncomputable('A/A studies test the apparatus; there is nothing to rank.');
  return armStrengths(meetings);
}
