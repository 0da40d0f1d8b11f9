import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import type { JudgeItem } from '@/lib/contracts/study';
import type { TestDatabase } from '@/lib/db/testing/test-database';
import { fixedClock } from '@/lib/foundation/clock';
import { claimItem } from './claim-item';
import { decideSubmission, type SubmissionFacts } from './decide-submission';
import { skipItem } from './skip-item';
import { submitJudgment } from './submit-judgment';
import { createJudgingDatabase } from './testing/judging-database';
import { makeJudges, makeOpenStudy } from './testing/small-study';
import { undoJudgment } from './undo-judgment';

type Command = { judge: number; kind: 'claim' | 'submit' | 'resend' | 'undo' | 'skip' | 'wait'; minutes: number };

const commands = fc.array(
  fc.record({
    judge: fc.nat(2),
    kind: fc.constantFrom<Command['kind']>(
      'claim',
      'claim',
      'submit',
      'submit',
      'submit',
      'resend',
      'undo',
      'skip',
      'wait',
    ),
    minutes: fc.constantFrom(0, 1, 20),
  }),
  { minLength: 20, maxLength: 45 },
);

describe('any sequence of claims, submissions, retries, undos, skips and lapses', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createJudgingDatabase();
  });
  afterAll(() => test.close());

  it('keeps the overlap, counts each judge once a question, and loses no acknowledged judgment', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        const judges = await makeJudges(test.db, 3);
        const clock = fixedClock('2026-03-01T08:00:00.000Z');
        const { studyId } = await makeOpenStudy(judges, { items: 3, settings: { judgmentsPerQuery: 2 } });
        const held = new Map<Actor, JudgeItem>();
        const last = new Map<Actor, { ballot: Parameters<typeof submitJudgment>[1]; reply: unknown }>();
        /** Acknowledged and not taken back, by token. */
        const ledger = new Map<string, 'saved' | 'late'>();
        let keys = 0;
        for (const { judge, kind, minutes } of sequence) {
          const actor = judges[judge] as (typeof judges)[number];
          const item = held.get(actor);
          if (kind === 'wait') clock.advanceMs(minutes * 60_000);
          else if (kind === 'claim') {
            const next = await claimItem(actor, studyId, [], clock);
            if (next) held.set(actor, next);
          } else if (kind === 'submit' && item) {
            const ballot = {
              token: item.token,
              choice: 'tie' as const,
              durationMs: 3000,
              idempotencyKey: `model-${++keys}-000`,
            };
            const reply = await submitJudgment(actor, ballot, clock);
            ledger.set(item.token, reply.state);
            last.set(actor, { ballot, reply });
            held.delete(actor);
          } else if (kind === 'resend') {
            const sent = last.get(actor);
            if (sent) expect(await submitJudgment(actor, sent.ballot, clock)).toEqual(sent.reply);
          } else if (kind === 'undo') {
            const back = await undoJudgment(actor, studyId, clock).catch(() => undefined);
            if (back) {
              expect(ledger.get(back.token)).toBe('saved');
              ledger.delete(back.token);
              held.set(actor, back);
            }
          } else if (kind === 'skip' && item) {
            await skipItem(actor, { token: item.token, reason: 'cannot_tell' });
            held.delete(actor);
          }
        }
        await checkInvariants(studyId, ledger);
      }),
      { numRuns: 6 },
    );
  }, 120_000);

  async function checkInvariants(studyId: string, ledger: ReadonlyMap<string, string>) {
    const standing = await test.db.judgment.findMany({
      where: { studyId, isUndone: false },
      include: { assignment: true },
    });
    expect(new Map(standing.map((j) => [j.assignment.token, j.isSurplus ? 'late' : 'saved']))).toEqual(ledger);
    const counted = standing.filter((judgment) => !judgment.isSurplus);
    expect(new Set(counted.map((judgment) => `${judgment.itemId} ${judgment.judgeId}`)).size).toBe(counted.length);
    const slots = await test.db.studySlot.findMany({ where: { studyId } });
    for (const itemId of new Set(slots.map((slot) => slot.itemId))) {
      const done = slots.filter((slot) => slot.itemId === itemId && slot.state === 'done');
      expect(done.length).toBe(counted.filter((judgment) => judgment.itemId === itemId).length);
      expect(done.length).toBeLessThanOrEqual(2);
    }
    for (const slot of slots) expect(slot.state === 'open').toBe(slot.assignmentId === null);
  }
});

describe('the fate of a submission', () => {
  const slot = (more: object = {}) => ({
    id: 's1',
    state: 'leased' as const,
    assignmentId: 'a1',
    isLapsed: false,
    ...more,
  });
  const facts = (more: Partial<SubmissionFacts> = {}): SubmissionFacts => ({
    earlierWithKey: undefined,
    assignment: { id: 'a1', state: 'active', standing: undefined },
    slots: [slot()],
    isJudgeRemoved: false,
    isStudyOpen: true,
    ...more,
  });
  const done = (hasSameBody: boolean) => ({ id: 'a1', state: 'done' as const, standing: { hasSameBody } });

  it.each<[string, Partial<SubmissionFacts>, object]>([
    ['in time', {}, { kind: 'count', slotId: 's1' }],
    ['late but not taken', { slots: [slot({ isLapsed: true })] }, { kind: 'count', slotId: 's1' }],
    ['taken by another', { slots: [slot({ assignmentId: 'a2' })] }, { kind: 'surplus' }],
    [
      'taken, but another slot is free',
      { slots: [slot({ assignmentId: 'a2' }), slot({ id: 's2', state: 'open', assignmentId: null })] },
      { kind: 'count', slotId: 's2' },
    ],
    [
      'taken by somebody whose lease lapsed',
      { slots: [slot({ assignmentId: 'a2', isLapsed: true })] },
      { kind: 'count', slotId: 's1' },
    ],
    ['after all are done', { slots: [slot({ state: 'done', assignmentId: 'a2' })] }, { kind: 'surplus' }],
    ['a gold pair', { slots: undefined }, { kind: 'count', slotId: undefined }],
    ['sent again', { earlierWithKey: { hasSameBody: true }, slots: [] }, { kind: 'replay' }],
    [
      'sent again after the study closed',
      { earlierWithKey: { hasSameBody: true }, isStudyOpen: false },
      { kind: 'replay' },
    ],
    [
      'another body under the same key',
      { earlierWithKey: { hasSameBody: false } },
      { kind: 'refuse', reason: 'key_reused' },
    ],
    ['the same body under another key', { assignment: done(true) }, { kind: 'replay_standing' }],
    ['a second choice', { assignment: done(false) }, { kind: 'refuse', reason: 'judged_already' }],
    ['somebody else’s token', { assignment: undefined }, { kind: 'refuse', reason: 'unknown_token' }],
    ['a removed judge', { isJudgeRemoved: true }, { kind: 'surplus' }],
    ['a closed study', { isStudyOpen: false }, { kind: 'surplus' }],
  ])('%s', (_, more, decision) => {
    expect(decideSubmission(facts(more))).toEqual(decision);
  });
});
