import { type Actor, requireRole, requireUser } from '@/lib/auth/actor';
import type { JudgeItem, JudgeProgress, StudyProgress } from '@/lib/contracts/study';
import { db } from '@/lib/db/client';
import { type Clock, systemClock } from '@/lib/foundation/clock';
import { NotFound } from '@/lib/foundation/errors';
import { liveState } from './blinding-key';
import { readJudgeItem } from './judge-view';
import { countFreeItems, findStudy, plannedJudgments, settledJudgments } from './store';

/**
 * How far a study is, for operators and stakeholders. While it is open: pooled counts and whether the stopping rule is
 * met, never a direction. Finds out that the rule is met and writes it down, so that judges get no more pairs.
 *
 * @throws {NotFound}
 */
export async function studyProgress(actor: Actor, studyId: string, clock: Clock = systemClock): Promise<StudyProgress> {
  requireRole(actor, 'operator', 'stakeholder');
  const study = await findStudy(db(), studyId);
  const groups = await db().studyItem.groupBy({ by: ['state'], where: { studyId, kind: 'main' }, _count: true });
  const count = (state: string) => groups.find((group) => group.state === state)?._count ?? 0;
  const live = study.state === 'open' ? await applyStoppingRule(studyId, clock) : undefined;
  const counted = { studyId, isUndone: false, isSurplus: false, item: { kind: 'main' }, assignment: { round: 1 } };
  return {
    state: study.state,
    items: {
      total: groups.reduce((sum, group) => sum + group._count, 0),
      identicalRetrieval: count('identical'),
      failed: count('failed'),
      quarantined: count('quarantined'),
      waiting: count('waiting'),
      ready: count('ready'),
    },
    queriesFinished: live?.queriesFinished ?? 0,
    decided: live?.decided ?? 0,
    judgedEqual: live?.judgedEqual ?? 0,
    judgments: await db().judgment.count({ where: counted }),
    openLeases: await db().studySlot.count({ where: { studyId, state: 'leased', leaseUntil: { gte: clock.now() } } }),
    isStopReached: live?.isStopReached ?? study.stopReachedAt !== null,
  };
}

/**
 * Applies the stopping rule of an open study to what has settled and records the moment it is met.
 *
 * @returns pooled counts and whether the rule is met
 */
export async function applyStoppingRule(studyId: string, clock: Clock = systemClock) {
  const study = await findStudy(db(), studyId);
  const now = clock.now();
  const settled = await settledJudgments(db(), studyId, now);
  const state = await liveState(db(), studyId, settled, await plannedJudgments(db(), studyId), study.settings);
  if (state.isStopReached && !study.stopReachedAt) {
    await db().study.updateMany({
      where: { id: studyId, state: 'open', stopReachedAt: null },
      data: { stopReachedAt: now },
    });
  }
  return { ...state, isStopReached: state.isStopReached || study.stopReachedAt !== null };
}

/** A judge's own progress and nothing about anybody else. @throws {NotFound} if they are not a judge of the study */
export async function judgeProgress(actor: Actor, studyId: string, clock: Clock = systemClock): Promise<JudgeProgress> {
  const { judge, study } = await ownJudge(actor, studyId);
  const now = clock.now();
  const standing = await db().judgment.findMany({
    where: { judgeId: judge.id, isUndone: false },
    orderBy: { submittedAt: 'desc' },
    take: 20,
    select: { durationMs: true, settlesAt: true, isSurplus: true },
  });
  const done = await db().judgment.count({ where: { judgeId: judge.id, isUndone: false } });
  const active = await db().studyAssignment.count({ where: { judgeId: judge.id, state: 'active' } });
  const isOver = study.state !== 'open' || study.stopReachedAt !== null;
  const free = isOver ? 0 : await countFreeItems(db(), studyId, judge.id, now);
  const remaining = isOver ? 0 : free + active;
  const seconds = standing.map((judgment) => judgment.durationMs / 1000).sort((a, b) => a - b);
  return {
    done,
    remaining,
    secondsPerItem: seconds[Math.floor(seconds.length / 2)] ?? null,
    isFinished: remaining === 0,
    canUndo: !isOver && standing.some((judgment) => judgment.settlesAt > now && !judgment.isSurplus),
    asksForGuess: remaining === 0 && study.state === 'open' && (await guessable(judge.id)).length > 0,
  };
}

async function ownJudge(actor: Actor, studyId: string) {
  requireRole(actor, 'annotator');
  requireUser(actor);
  const judge = await db().studyJudge.findUnique({ where: { studyId_userId: { studyId, userId: actor.userId } } });
  if (!judge || judge.removedAt) throw new NotFound('There is no such study for you.');
  return { judge, study: await findStudy(db(), studyId) };
}

/** Pairs a judge is asked about at the end. */
const guessesAsked = 5;

async function guessable(judgeId: string) {
  const last = await db().studyAssignment.findMany({
    where: { judgeId, state: 'done', round: 1, item: { kind: 'main' } },
    orderBy: { sequence: 'desc' },
    take: guessesAsked,
  });
  return last.filter((assignment) => assignment.guess === null);
}

/**
 * The pairs about which a judge who has finished is asked "which side was the new one?".
 *
 * @returns empty until they have finished, and once they have answered
 */
export async function guessItems(actor: Actor, studyId: string, clock: Clock = systemClock): Promise<JudgeItem[]> {
  const { judge } = await ownJudge(actor, studyId);
  if (!(await judgeProgress(actor, studyId, clock)).asksForGuess) return [];
  return Promise.all((await guessable(judge.id)).map((assignment) => readJudgeItem(db(), assignment)));
}

/** Records a guess; the first one stands. @throws {NotFound} if the token is not one of this person's judged pairs */
export async function recordGuess(actor: Actor, token: string, guess: 'left' | 'right' | 'unknown'): Promise<void> {
  requireRole(actor, 'annotator');
  requireUser(actor);
  const { count } = await db().studyAssignment.updateMany({
    where: { token, state: 'done', guess: null, judge: { userId: actor.userId }, study: { state: 'open' } },
    data: { guess },
  });
  const isKnown =
    count > 0 || (await db().studyAssignment.count({ where: { token, judge: { userId: actor.userId } } })) > 0;
  if (!isKnown) throw new NotFound('There is no such pair for you.');
}
