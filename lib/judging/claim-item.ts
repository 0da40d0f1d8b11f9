import { type Actor, requireRole, requireUser } from '@/lib/auth/actor';
import type { JudgeItem } from '@/lib/contracts/study';
import type { Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { type Clock, systemClock } from '@/lib/foundation/clock';
import { NotFound } from '@/lib/foundation/errors';
import { randomId, randomToken } from '@/lib/foundation/random';
import { decideSides, secretChance } from './blinding-key';
import { readJudgeItem, viewOf } from './judge-view';
import {
  type AssignmentRow,
  assignmentsOfItem,
  assignmentsOfJudge,
  type JudgeRow,
  lockFreeSlot,
  lockJudge,
  lockPair,
  type SharedStudy,
  shareStudy,
} from './store';

/** A judge may hold the pair on the screen and the next one. */
const mostActive = 2;
/** A pair comes back at the earliest after this many others. */
const repeatDistance = 10;

/**
 * Gives a judge the next pair: first what they hold already (so a refresh changes nothing), then training pairs, now and
 * then a gold or repeated one, then the item with the fewest judgments that they have not seen.
 *
 * @param holding  tokens the client has in memory; they are not given again, so that the next pair can be fetched ahead
 * @returns        `undefined` when there is nothing left for this judge, or they hold two pairs already
 * @throws {NotFound} if the study does not exist or the person is not one of its judges
 */
export async function claimItem(
  actor: Actor,
  studyId: string,
  holding: readonly string[] = [],
  clock: Clock = systemClock,
): Promise<JudgeItem | undefined> {
  requireRole(actor, 'annotator');
  requireUser(actor);
  return transaction(async (tx) => {
    const judge = await lockJudge(tx, { studyId, userId: actor.userId });
    if (!judge || judge.removedAt) throw new NotFound('There is no such study for you.');
    const study = await shareStudy(tx, studyId);
    if (study.state !== 'open' || study.stopReachedAt) return undefined;
    const own = await assignmentsOfJudge(tx, judge.id);
    const now = clock.now();
    const active = own.filter((assignment) => assignment.state === 'active');
    const held = active.find((assignment) => !holding.includes(assignment.token));
    const lease = { now, until: new Date(now.getTime() + study.settings.leaseMinutes * 60_000) };
    if (held) {
      await renew(tx, held, lease.until);
      return readJudgeItem(tx, held);
    }
    if (active.length >= mostActive) return undefined;
    return nextView(tx, study, judge, own, lease);
  });
}

type Lease = { now: Date; until: Date };

async function renew(tx: Tx, assignment: AssignmentRow, until: Date): Promise<void> {
  await tx.studyAssignment.update({ where: { id: assignment.id }, data: { leaseUntil: until } });
  await tx.studySlot.updateMany({
    where: { assignmentId: assignment.id, state: 'leased' },
    data: { leaseUntil: until },
  });
}

async function nextView(
  tx: Tx,
  study: SharedStudy,
  judge: JudgeRow,
  own: readonly AssignmentRow[],
  lease: Lease,
): Promise<JudgeItem | undefined> {
  const view = (itemId: string, round = 1) => createView(tx, { study, judge, own, lease, itemId, round });
  // Training comes first, so whoever has had a main pair is through with it.
  const isTrained = own.some((assignment) => assignment.kind === 'main');
  const training = isTrained ? undefined : await unseenKnownPair(tx, study.id, judge.id, 'training');
  if (training) return (await view(training)).item;
  const turn = own.length;
  const { goldEvery, repeatShare } = study.settings;
  if (goldEvery > 0 && (await secretChance(tx, study.id, `gold:${judge.id}:${turn}`)) < 1 / goldEvery) {
    const gold = await unseenKnownPair(tx, study.id, judge.id, 'gold');
    if (gold) return (await view(gold)).item;
  }
  if (repeatShare > 0 && (await secretChance(tx, study.id, `repeat:${judge.id}:${turn}`)) < repeatShare) {
    const again = repeatable(own)[0];
    if (again) return (await view(again.itemId, 2)).item;
  }
  const slot = await lockFreeSlot(tx, study.id, judge.id, lease.now);
  if (!slot) return undefined;
  const { id, item } = await view(slot.itemId);
  if (slot.assignmentId) {
    await tx.studyAssignment.updateMany({
      where: { id: slot.assignmentId, state: 'active' },
      data: { state: 'lapsed' },
    });
  }
  await tx.studySlot.updateMany({
    where: { id: slot.id },
    data: { state: 'leased', assignmentId: id, leaseUntil: lease.until },
  });
  return item;
}

async function unseenKnownPair(tx: Tx, studyId: string, judgeId: string, kind: 'training' | 'gold') {
  const item = await tx.studyItem.findFirst({
    where: { studyId, kind, state: 'ready', assignments: { none: { judgeId } } },
    orderBy: { ordinal: 'asc' },
    select: { id: true },
  });
  return item?.id;
}

/** Finished main pairs far enough back that have not come back yet, the oldest first. */
function repeatable(own: readonly AssignmentRow[]): AssignmentRow[] {
  const repeated = new Set(own.filter((assignment) => assignment.round === 2).map((assignment) => assignment.itemId));
  return own
    .slice(0, Math.max(0, own.length - repeatDistance))
    .filter((a) => a.kind === 'main' && a.round === 1 && a.state === 'done' && !repeated.has(a.itemId));
}

type NewView = {
  study: SharedStudy;
  judge: JudgeRow;
  own: readonly AssignmentRow[];
  lease: Lease;
  itemId: string;
  round: number;
};

/** Decides the sides and writes the assignment. The item is locked, so two judges cannot both be its first. */
async function createView(tx: Tx, { study, judge, own, lease, itemId, round }: NewView) {
  const pair = await lockPair(tx, itemId);
  const [a, b] = pair.map((answer) => answer.id);
  const sides = await decideSides(tx, study.id, { judgeId: judge.id, itemId, round }, [a as string, b as string], {
    ofJudge: own,
    ofItem: await assignmentsOfItem(tx, itemId),
  });
  const assignment = { id: randomId(), token: randomToken(16), ...sides };
  await tx.studyAssignment.createMany({
    data: {
      ...assignment,
      studyId: study.id,
      itemId,
      judgeId: judge.id,
      round,
      state: 'active',
      claimedAt: lease.now,
      leaseUntil: lease.until,
    },
  });
  return { id: assignment.id, item: viewOf(assignment, pair) };
}

/**
 * Keeps a judge's leases alive; the screen calls it every minute.
 *
 * @returns when the leases end; `undefined` if the judge holds none
 */
export async function renewLeases(
  actor: Actor,
  studyId: string,
  clock: Clock = systemClock,
): Promise<Date | undefined> {
  requireRole(actor, 'annotator');
  requireUser(actor);
  return transaction(async (tx) => {
    const judge = await lockJudge(tx, { studyId, userId: actor.userId });
    if (!judge || judge.removedAt) throw new NotFound('There is no such study for you.');
    const study = await shareStudy(tx, studyId);
    const until = new Date(clock.nowMs() + study.settings.leaseMinutes * 60_000);
    const active = (await assignmentsOfJudge(tx, judge.id)).filter((assignment) => assignment.state === 'active');
    if (study.state !== 'open' || active.length === 0) return undefined;
    for (const assignment of active) await renew(tx, assignment, until);
    return until;
  });
}
