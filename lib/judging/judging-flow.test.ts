import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '@/lib/db/audit';
import type { TestDatabase } from '@/lib/db/testing/test-database';
import { fixedClock } from '@/lib/foundation/clock';
import { claimItem, renewLeases } from './claim-item';
import { closeStudy } from './close-study';
import { exportStudy } from './export-study';
import { openStudy } from './open-study';
import { skipItem } from './skip-item';
import { removeJudge } from './study-judges';
import { guessItems, judgeProgress, recordGuess, studyProgress } from './study-progress';
import { listStudyItems, studyReport } from './study-report';
import { submitJudgment } from './submit-judgment';
import { createJudgingDatabase } from './testing/judging-database';
import {
  annotator,
  isChallengerText,
  makeDraft,
  makeJudges,
  makeOpenStudy,
  operator,
  stakeholder,
} from './testing/small-study';
import { undoJudgment } from './undo-judgment';

const start = '2026-03-01T08:00:00.000Z';
let keys = 0;
const vote = (token: string, choice: 'left' | 'right' | 'tie' = 'left') => ({
  token,
  choice,
  durationMs: 9000,
  idempotencyKey: `key-${++keys}-0000`,
});

describe('a blind study', { timeout: 120_000 }, () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createJudgingDatabase();
  });
  afterAll(() => test.close());

  it('runs from draft to a verdict that matches what the judges preferred', async () => {
    const judges = await makeJudges(test.db, 2);
    const clock = fixedClock(start);
    const { studyId, name, commitment } = await makeOpenStudy(judges, {
      items: 12,
      settings: { stopping: { kind: 'fixed' } },
    });
    expect(commitment).toMatch(/^[0-9a-f]{64}$/);
    let judged = 0;
    for (let turn = 0; turn < 12; turn++) {
      const judge = judges[turn % 2] as (typeof judges)[number];
      const item = await claimItem(judge, studyId, [], clock);
      if (!item) break;
      expect(Object.keys(item)).toEqual(['token', 'question', 'left', 'right']);
      clock.advanceMs(10_000);
      const result = await submitJudgment(
        judge,
        vote(item.token, isChallengerText(item.left.text) ? 'left' : 'right'),
        clock,
      );
      expect(result).toMatchObject({ state: 'saved', feedback: null });
      judged++;
    }
    expect(judged).toBe(12);
    clock.advanceMs(60_000);
    const progress = await studyProgress(operator, studyId, clock);
    expect(progress).toMatchObject({ state: 'open', queriesFinished: 12, decided: 12, judgedEqual: 0, judgments: 12 });
    expect(JSON.stringify(progress)).not.toMatch(/arm_|champion|challenger|wins/);
    for (const judge of judges)
      expect(await judgeProgress(judge, studyId, clock)).toMatchObject({ isFinished: true, asksForGuess: true });
    const guesses = await guessItems(judges[0] as (typeof judges)[number], studyId, clock);
    for (const guess of guesses) await recordGuess(judges[0] as (typeof judges)[number], guess.token, 'unknown');
    await expect(studyReport(stakeholder, studyId)).rejects.toMatchObject({ code: 'conflict' });

    const verdict = await closeStudy(operator, studyId, { reason: 'all judged', confirmName: name });
    expect(verdict.verdict).toBe('challenger_preferred');
    const report = await studyReport(stakeholder, studyId);
    expect(report.statistics.counts).toMatchObject({ challengerWins: 12, championWins: 0 });
    expect(report.statistics.blinding).toMatchObject({ n: guesses.length, index: 0 });
    expect(report.sides).toMatchObject({ assignments: 12, isAsCommitted: true });
    await expect(closeStudy(operator, studyId, { reason: 'again', confirmName: name })).rejects.toMatchObject({
      code: 'conflict',
    });
    const csv = await exportStudy(operator, studyId, 'judgments');
    expect(csv.content.split('\r\n')).toHaveLength(14);
    expect(await verifyAudit(test.db)).toMatchObject({ isIntact: true });
  });

  it('shows a judge the same pair with the same sides after a refresh and in a second tab', async () => {
    const [judge] = await makeJudges(test.db, 1);
    const { studyId } = await makeOpenStudy([judge as never], { items: 3 });
    const first = await claimItem(judge as never, studyId);
    expect(await claimItem(judge as never, studyId)).toEqual(first);
    const ahead = await claimItem(judge as never, studyId, [first?.token ?? '']);
    expect(ahead?.token).not.toBe(first?.token);
    expect(await claimItem(judge as never, studyId, [first?.token ?? '', ahead?.token ?? ''])).toBeUndefined();
  });

  it('answers a repeated submission with the first reply and counts it once', async () => {
    const [judge] = await makeJudges(test.db, 1);
    const { studyId } = await makeOpenStudy([judge as never], { items: 3 });
    const item = await claimItem(judge as never, studyId);
    const ballot = vote(item?.token ?? '');
    const reply = await submitJudgment(judge as never, ballot);
    expect(await submitJudgment(judge as never, ballot)).toEqual(reply);
    // The client lost the reply and its key: same content under another key is answered the same way.
    expect(await submitJudgment(judge as never, { ...ballot, idempotencyKey: 'another-key-1' })).toEqual(reply);
    await expect(submitJudgment(judge as never, { ...ballot, choice: 'right' })).rejects.toThrow('used for another');
    await expect(
      submitJudgment(judge as never, { ...ballot, choice: 'right', idempotencyKey: 'another-key-2' }),
    ).rejects.toThrow('judged this pair already');
    expect(await test.db.judgment.count({ where: { studyId } })).toBe(1);
  });

  it('takes a judgment back within the window, keeps the sides, and not a moment later', async () => {
    const [judge] = await makeJudges(test.db, 1);
    const clock = fixedClock(start);
    const { studyId } = await makeOpenStudy([judge as never], { items: 3 });
    const item = await claimItem(judge as never, studyId, [], clock);
    await submitJudgment(judge as never, vote(item?.token ?? ''), clock);
    clock.advanceMs(29_000);
    expect(await undoJudgment(judge as never, studyId, clock)).toEqual(item);
    await submitJudgment(judge as never, vote(item?.token ?? '', 'tie'), clock);
    clock.advanceMs(31_000);
    await expect(undoJudgment(judge as never, studyId, clock)).rejects.toThrow('nothing left to undo');
    const standing = await test.db.judgment.findMany({ where: { studyId, isUndone: false } });
    expect(standing.map((judgment) => [judgment.version, judgment.choice])).toEqual([[2, 'tie']]);
  });

  it('ends the undo window with the next submission', async () => {
    const [judge] = await makeJudges(test.db, 1);
    const clock = fixedClock(start);
    const { studyId } = await makeOpenStudy([judge as never], { items: 3 });
    for (let i = 0; i < 2; i++) {
      const item = await claimItem(judge as never, studyId, [], clock);
      await submitJudgment(judge as never, vote(item?.token ?? ''), clock);
      clock.advanceMs(1000);
    }
    await undoJudgment(judge as never, studyId, clock);
    await expect(undoJudgment(judge as never, studyId, clock)).rejects.toThrow('nothing left to undo');
  });

  it('gives a lapsed pair to somebody else and keeps the late work as surplus', async () => {
    const [slow, quick] = await makeJudges(test.db, 2);
    const clock = fixedClock(start);
    const { studyId } = await makeOpenStudy([slow as never, quick as never], { items: 1 });
    const item = await claimItem(slow as never, studyId, [], clock);
    expect(await claimItem(quick as never, studyId, [], clock)).toBeUndefined();
    clock.advanceMs(16 * 60_000);
    const taken = await claimItem(quick as never, studyId, [], clock);
    expect(taken?.question).toBe(item?.question);
    // The second judge of a question sees it the other way round.
    expect(taken?.left).toEqual(item?.right);
    await submitJudgment(quick as never, vote(taken?.token ?? ''), clock);
    expect(await submitJudgment(slow as never, vote(item?.token ?? ''), clock)).toMatchObject({
      state: 'late',
      undoableUntil: null,
    });
    expect(await studyProgress(operator, studyId, clock)).toMatchObject({ judgments: 1 });
  });

  it('counts late work while nobody else has taken the pair', async () => {
    const [judge] = await makeJudges(test.db, 1);
    const clock = fixedClock(start);
    const { studyId } = await makeOpenStudy([judge as never], { items: 1 });
    const item = await claimItem(judge as never, studyId, [], clock);
    clock.advanceMs(60 * 60_000);
    expect(await submitJudgment(judge as never, vote(item?.token ?? ''), clock)).toMatchObject({ state: 'saved' });
  });

  it('keeps a lease alive while the screen asks for it', async () => {
    const [one, two] = await makeJudges(test.db, 2);
    const clock = fixedClock(start);
    const { studyId } = await makeOpenStudy([one as never, two as never], { items: 1 });
    await claimItem(one as never, studyId, [], clock);
    clock.advanceMs(10 * 60_000);
    expect(await renewLeases(one as never, studyId, clock)).toEqual(new Date('2026-03-01T08:25:00.000Z'));
    clock.advanceMs(10 * 60_000);
    expect(await claimItem(two as never, studyId, [], clock)).toBeUndefined();
    expect(await renewLeases(two as never, studyId, clock)).toBeUndefined();
  });

  it('gives a skipped pair to another judge and never back to the same one', async () => {
    const [one, two] = await makeJudges(test.db, 2);
    const { studyId } = await makeOpenStudy([one as never, two as never], { items: 1 });
    const item = await claimItem(one as never, studyId);
    await skipItem(one as never, { token: item?.token ?? '', reason: 'not_my_field' });
    await skipItem(one as never, { token: item?.token ?? '', reason: 'not_my_field' });
    expect(await claimItem(one as never, studyId)).toBeUndefined();
    expect((await claimItem(two as never, studyId))?.question).toBe(item?.question);
    await expect(submitJudgment(one as never, vote(item?.token ?? ''))).rejects.toThrow('skipped');
  });

  it('lets a removed judge lose nothing: earlier work counts, what comes after is kept', async () => {
    const [gone, other] = await makeJudges(test.db, 2);
    const { studyId } = await makeOpenStudy([gone as never, other as never], { items: 2 });
    const first = await claimItem(gone as never, studyId);
    await submitJudgment(gone as never, vote(first?.token ?? ''));
    const second = await claimItem(gone as never, studyId);
    await removeJudge(operator, studyId, (gone as { userId: string }).userId);
    await expect(claimItem(gone as never, studyId)).rejects.toMatchObject({ code: 'not_found' });
    expect(await submitJudgment(gone as never, vote(second?.token ?? ''))).toMatchObject({ state: 'late' });
    expect((await claimItem(other as never, studyId))?.question).toBe(second?.question);
  });

  it('refuses to close a study whose plan is not finished, unless early is asked for, and ends leases clearly', async () => {
    const [judge] = await makeJudges(test.db, 1);
    const { studyId, name } = await makeOpenStudy([judge as never], {
      items: 3,
      settings: { stopping: { kind: 'fixed' } },
    });
    const item = await claimItem(judge as never, studyId);
    const close = { reason: 'enough', confirmName: name };
    await expect(closeStudy(operator, studyId, close)).rejects.toThrow('3 questions are open');
    await expect(closeStudy(operator, studyId, { ...close, confirmName: 'other' })).rejects.toThrow('Type the name');
    await expect(closeStudy(stakeholder, studyId, close)).rejects.toMatchObject({ code: 'forbidden' });
    const verdict = await closeStudy(operator, studyId, { ...close, isEarly: true });
    expect(verdict).toMatchObject({ verdict: 'inconclusive', basis: 'anytime' });
    expect(await submitJudgment(judge as never, vote(item?.token ?? ''))).toMatchObject({ state: 'late' });
    expect(await claimItem(judge as never, studyId)).toBeUndefined();
  });

  it('stops handing out pairs once the stopping rule is met', async () => {
    const [judge] = await makeJudges(test.db, 1);
    const clock = fixedClock(start);
    const settings = { stopping: { kind: 'anytime' as const, ceiling: 3 } };
    const { studyId, name } = await makeOpenStudy([judge as never], { items: 6, settings });
    for (let i = 0; i < 3; i++) {
      const item = await claimItem(judge as never, studyId, [], clock);
      await submitJudgment(judge as never, vote(item?.token ?? ''), clock);
      clock.advanceMs(31_000);
      expect((await studyProgress(operator, studyId, clock)).isStopReached).toBe(i === 2);
    }
    expect(await claimItem(judge as never, studyId, [], clock)).toBeUndefined();
    await closeStudy(operator, studyId, { reason: 'stopped', confirmName: name });
  });

  it('opens only what is complete, and the same study only once', async () => {
    const judges = await makeJudges(test.db, 1);
    const { studyId } = await makeDraft(judges, { items: 2, settings: { judgmentsPerQuery: 2 } });
    await expect(openStudy(operator, studyId)).rejects.toThrow('wants 2 judgments');
    const other = await makeDraft(judges, { items: 2 });
    const outcomes = await Promise.allSettled([openStudy(operator, other.studyId), openStudy(operator, other.studyId)]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('shows texts beside their arms to nobody while the study is open', async () => {
    const judges = await makeJudges(test.db, 1);
    const draft = await makeDraft(judges, { items: 2 });
    expect((await listStudyItems(operator, draft.studyId))[0]?.answers).toHaveLength(2);
    await openStudy(operator, draft.studyId);
    for (const item of await listStudyItems(operator, draft.studyId))
      expect(item).toMatchObject({ answers: [], flags: [] });
  });

  it('is closed to everybody without the part for it', async () => {
    const judges = await makeJudges(test.db, 1);
    const { studyId } = await makeOpenStudy(judges, { items: 2 });
    const outsider = annotator('nobody');
    await expect(claimItem(outsider, studyId)).rejects.toMatchObject({ code: 'not_found' });
    await expect(claimItem(operator, studyId)).rejects.toMatchObject({ code: 'forbidden' });
    const item = await claimItem(judges[0] as never, studyId);
    await expect(submitJudgment(outsider, vote(item?.token ?? ''))).rejects.toMatchObject({ code: 'not_found' });
    await expect(studyProgress(outsider, studyId)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(studyReport(outsider, studyId)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(listStudyItems(stakeholder, studyId)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
