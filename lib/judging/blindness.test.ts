import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestDatabase } from '@/lib/db/testing/test-database';
import { fixedClock } from '@/lib/foundation/clock';
import { forgetSecrets } from './blinding-key';
import { claimItem, renewLeases } from './claim-item';
import { guessItems, judgeProgress, studyProgress } from './study-progress';
import { getStudy, listStudiesOfJudge, listStudyItems } from './study-report';
import { submitJudgment } from './submit-judgment';
import { createJudgingDatabase } from './testing/judging-database';
import { isChallengerText, makeJudges, makeOpenStudy, operator, stakeholder } from './testing/small-study';

const start = '2026-03-01T08:00:00.000Z';

describe('blindness', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createJudgingDatabase();
  });
  afterAll(() => test.close());

  /** Turns the hidden mapping round and nothing else: every answer now belongs to the other arm. */
  const turnMapping = async (studyId: string) => {
    await test.db.$executeRaw`
      UPDATE "BlindingKey" SET mapping = (SELECT jsonb_object_agg(key, CASE value WHEN 'arm_a' THEN 'arm_b' WHEN 'arm_b' THEN 'arm_a' ELSE value END)
        FROM jsonb_each_text(mapping)) WHERE "studyId" = ${studyId}`;
    forgetSecrets();
  };

  it('gives everybody byte-identical answers in two worlds that differ only in the hidden mapping', async () => {
    const judges = await makeJudges(test.db, 2);
    const clock = fixedClock(start);
    const { studyId } = await makeOpenStudy(judges, {
      items: 14,
      settings: { judgmentsPerQuery: 2, stopping: { kind: 'anytime' } },
    });
    const ballots = new Map<string, Parameters<typeof submitJudgment>[1]>();
    for (let turn = 0; turn < 12; turn++) {
      const judge = judges[turn % 2] as (typeof judges)[number];
      const item = await claimItem(judge, studyId, [], clock);
      if (!item) break;
      // All prefer the challenger: the case in which a leak of direction would show most.
      const choice = isChallengerText(item.left.text) ? ('left' as const) : ('right' as const);
      const ballot = { token: item.token, choice, durationMs: 5000, idempotencyKey: `swap-${turn}-0000` };
      ballots.set(item.token, ballot);
      await submitJudgment(judge, ballot, clock);
      clock.advanceMs(40_000);
    }
    for (const judge of judges) await claimItem(judge, studyId, [], clock);

    const world = async () => {
      const seen: unknown[] = [];
      for (const judge of judges) {
        seen.push(await listStudiesOfJudge(judge), await claimItem(judge, studyId, [], clock));
        seen.push(await judgeProgress(judge, studyId, clock), await guessItems(judge, studyId, clock));
        seen.push(await renewLeases(judge, studyId, clock));
        const held = await test.db.studyAssignment.findMany({
          where: { judge: { userId: judge.userId }, state: 'done' },
          orderBy: { sequence: 'asc' },
        });
        for (const { token } of held) seen.push(await submitJudgment(judge, ballots.get(token) as never, clock));
      }
      for (const actor of [operator, stakeholder]) {
        seen.push(await studyProgress(actor, studyId, clock), await getStudy(actor, studyId));
      }
      seen.push(await listStudyItems(operator, studyId));
      return JSON.stringify(seen);
    };
    const first = await world();
    await turnMapping(studyId);
    const second = await world();
    expect(second).toBe(first);
    expect(first.length).toBeGreaterThan(2000);
  }, 120_000);

  it('shows a judge no name, id or hash of an arm, an answer, an item or the study', async () => {
    const judges = await makeJudges(test.db, 1);
    const judge = judges[0] as (typeof judges)[number];
    const { studyId, name } = await makeOpenStudy(judges, { items: 3 });
    const seen = JSON.stringify([
      await claimItem(judge, studyId),
      await judgeProgress(judge, studyId),
      (await listStudiesOfJudge(judge)).map(({ name, protocol }) => ({ name, protocol })),
    ]);
    const study = await test.db.study.findUniqueOrThrow({
      where: { id: studyId },
      include: { items: { include: { blindAnswers: true, answers: true } } },
    });
    const secrets = [
      'canary-champion-7f3a',
      'canary-challenger-91bd',
      'champion-file',
      'challenger-file',
      'arm_a',
      'arm_b',
      name,
      study.commitment as string,
      study.settingsHash as string,
      ...study.items.flatMap((item) => [
        item.id,
        ...item.blindAnswers.map(({ id }) => id),
        ...item.answers.map(({ id }) => id),
      ]),
    ];
    for (const secret of secrets) expect(seen).not.toContain(secret);
  });

  it('never repeats a token between pairs or judges', async () => {
    const judges = await makeJudges(test.db, 3);
    const { studyId } = await makeOpenStudy(judges, { items: 2, settings: { judgmentsPerQuery: 3 } });
    const tokens: string[] = [];
    for (const judge of judges) {
      const first = await claimItem(judge, studyId);
      const second = await claimItem(judge, studyId, [first?.token ?? '']);
      tokens.push(first?.token ?? '', second?.token ?? '');
    }
    expect(new Set(tokens).size).toBe(6);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{22}$/);
  });

  it('shows training feedback after training pairs and none after gold ones', async () => {
    const judges = await makeJudges(test.db, 1);
    const judge = judges[0] as (typeof judges)[number];
    const pair = (kind: 'training' | 'gold', n: number) => ({
      kind,
      queryId: `k${n}`,
      question: `Known ${n}?`,
      better: `good ${n}`,
      worse: `poor ${n}`,
      explanation: 'Because.',
    });
    const { studyId } = await makeOpenStudy(judges, {
      items: 2,
      settings: { goldEvery: 1 },
      knownPairs: [pair('training', 1), pair('gold', 2)],
    });
    const feedback: unknown[] = [];
    for (let turn = 0; turn < 4; turn++) {
      const item = await claimItem(judge, studyId);
      const choice = item?.left.text.startsWith('poor') ? ('right' as const) : ('left' as const);
      const result = await submitJudgment(judge, {
        token: item?.token ?? '',
        choice,
        durationMs: 4000,
        idempotencyKey: `known-${turn}-000`,
      });
      feedback.push([item?.question.slice(0, 5), result.feedback]);
    }
    expect(feedback).toEqual([
      ['Known', { isAsExpected: true, explanation: 'Because.' }],
      ['Known', null],
      ['What ', null],
      ['What ', null],
    ]);
  });

  it('brings a pair back once with the sides swapped, and does not count it', async () => {
    const judges = await makeJudges(test.db, 1);
    const judge = judges[0] as (typeof judges)[number];
    const { studyId } = await makeOpenStudy(judges, { items: 24, settings: { repeatShare: 0.5 } });
    for (let turn = 0; turn < 60; turn++) {
      const item = await claimItem(judge, studyId);
      if (!item) break;
      await submitJudgment(judge, {
        token: item.token,
        choice: 'tie',
        durationMs: 4000,
        idempotencyKey: `again-${turn}-000`,
      });
    }
    const views = await test.db.studyAssignment.findMany({ where: { studyId } });
    const repeats = views.filter((view) => view.round === 2);
    expect(repeats.length).toBeGreaterThan(0);
    for (const repeat of repeats) {
      const first = views.find((view) => view.itemId === repeat.itemId && view.round === 1);
      expect(repeat.leftAnswerId).toBe(first?.rightAnswerId);
    }
    expect(await studyProgress(operator, studyId)).toMatchObject({ judgments: 24 });
  }, 120_000);
});
