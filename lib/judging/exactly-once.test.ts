import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestDatabase } from '@/lib/db/testing/test-database';
import { monotonicMs } from '@/lib/foundation/clock';
import { seededRandom } from '@/lib/foundation/random';
import { claimItem } from './claim-item';
import { submitJudgment } from './submit-judgment';
import { createJudgingDatabase } from './testing/judging-database';
import { makeJudges, makeOpenStudy } from './testing/small-study';

describe('concurrent judging', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createJudgingDatabase();
  });
  afterAll(() => test.close());

  it('counts every judgment exactly once with double clicks, retries and two tabs, and never exceeds the overlap', async () => {
    const judges = await makeJudges(test.db, 8);
    const items = 25;
    const { studyId } = await makeOpenStudy(judges, { items, settings: { judgmentsPerQuery: 2 } });
    const claimMs: number[] = [];
    const work = async (judge: (typeof judges)[number], seed: number) => {
      const random = seededRandom(seed);
      for (let n = 0; ; n++) {
        const startedMs = monotonicMs();
        const tabs = await Promise.all(
          random.next() < 0.1 ? [claimItem(judge, studyId), claimItem(judge, studyId)] : [claimItem(judge, studyId)],
        );
        claimMs.push(monotonicMs() - startedMs);
        const item = tabs[0];
        if (!item) return;
        if (tabs[1]) expect(tabs[1].token).toBe(item.token);
        const ballot = {
          token: item.token,
          choice: (['left', 'right', 'tie'] as const)[random.int(3)] as 'left',
          durationMs: 5000,
          idempotencyKey: `key-${seed}-${n}-0000`,
        };
        const sends = random.next() < 0.2 ? [ballot, ballot] : [ballot];
        const replies = await Promise.all(sends.map((each) => submitJudgment(judge, each)));
        for (const reply of replies) expect(reply).toEqual(replies[0]);
      }
    };
    await Promise.all(judges.map(work));
    const judgments = await test.db.judgment.findMany({ where: { studyId } });
    expect(judgments).toHaveLength(items * 2);
    expect(judgments.filter((judgment) => judgment.isSurplus || judgment.isUndone)).toEqual([]);
    expect(new Set(judgments.map((judgment) => `${judgment.itemId} ${judgment.judgeId}`)).size).toBe(items * 2);
    const perItem = await test.db.judgment.groupBy({ by: ['itemId'], where: { studyId }, _count: true });
    expect(perItem.map((row) => row._count)).toEqual(Array.from({ length: items }, () => 2));
    const slots = await test.db.studySlot.findMany({ where: { studyId } });
    expect(slots.every((slot) => slot.state === 'done')).toBe(true);
  }, 120_000);

  it('shows the second judge of every question the other side, whoever came first', async () => {
    const judges = await makeJudges(test.db, 6);
    const { studyId } = await makeOpenStudy(judges, { items: 12, settings: { judgmentsPerQuery: 2 } });
    await Promise.all(
      judges.map(async (judge, seed) => {
        for (let n = 0; ; n++) {
          const item = await claimItem(judge, studyId);
          if (!item) return;
          await submitJudgment(judge, {
            token: item.token,
            choice: 'tie',
            durationMs: 5000,
            idempotencyKey: `side-${seed}-${n}-00`,
          });
        }
      }),
    );
    const assignments = await test.db.studyAssignment.findMany({ where: { studyId }, orderBy: { sequence: 'asc' } });
    for (const itemId of new Set(assignments.map((assignment) => assignment.itemId))) {
      const views = assignments.filter((assignment) => assignment.itemId === itemId);
      expect(views).toHaveLength(2);
      expect(views[0]?.leftAnswerId).toBe(views[1]?.rightAnswerId);
    }
  });
});
