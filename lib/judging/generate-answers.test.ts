import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestDatabase } from '@/lib/db/testing/test-database';
import { Unavailable } from '@/lib/foundation/errors';
import { setLogLevel } from '@/lib/foundation/log';
import type { JobContext } from '@/lib/jobs/define-job';
import { createStudy } from './create-study';
import { generateAnswers } from './generate-answers';
import type { RetrievedDocument } from './normalise-answer';
import { openStudy } from './open-study';
import type { StudyRetriever } from './retriever';
import { reviewItem } from './review-item';
import { startGeneration } from './start-generation';
import { createJudgingDatabase } from './testing/judging-database';
import { makeJudges, operator, queriesOf } from './testing/small-study';

const never = new AbortController().signal;
const contextWith = (signal: AbortSignal): JobContext => ({
  jobId: 'job',
  attempt: 1,
  actor: operator,
  signal,
  progress: async () => undefined,
  log: async () => undefined,
});

const documentsOf = (query: string, arm: string): RetrievedDocument[] => [
  {
    id: `${arm}-1`,
    title: 'Act',
    text: `The answer to ${query} stands in ${arm === 'base' ? 'part one' : 'part two'}.`,
  },
];

/** Retrieves different documents for the two arms, the same for every third query. */
const usual: StudyRetriever = {
  retrieve: async (arm, query) => {
    const isSame = Number(/\d+/.exec(query)?.[0]) % 3 === 0;
    return { documents: documentsOf(query, isSame ? 'same' : arm.id), retrievalMs: arm.id === 'base' ? 10 : 11 };
  },
};

describe('making the answers of a study', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    setLogLevel('error');
    test = await createJudgingDatabase();
  });
  afterAll(() => test.close());

  const draft = async (items = 9) => {
    const judges = await makeJudges(test.db, 1);
    const queries = queriesOf(items);
    const studyId = await createStudy(
      operator,
      {
        name: 'generated',
        champion: { kind: 'configuration', id: 'base', name: 'base mix' },
        challenger: { kind: 'configuration', id: 'mixed', name: 'mixed stages' },
        settings: { generator: { kind: 'extractive' }, sampling: { kind: 'random', size: items, seed: 2 } },
        judgeIds: judges.map((judge) => judge.userId),
      },
      queries,
    );
    await startGeneration(operator, studyId);
    return studyId;
  };

  it('sets identical retrieval aside by machine, answers the rest and keeps both times', async () => {
    const studyId = await draft();
    expect(await generateAnswers({ studyId }, usual, contextWith(never))).toEqual({ identical: 3, ready: 6 });
    const answers = await test.db.studyAnswer.findMany({ where: { item: { studyId } }, include: { item: true } });
    expect(answers.filter((answer) => answer.item.state === 'identical' && answer.text !== null)).toEqual([]);
    expect(new Set(answers.map((answer) => `${answer.arm} ${answer.retrievalMs}`))).toEqual(
      new Set(['arm_a 10', 'arm_b 11']),
    );
    await openStudy(operator, studyId);
    expect(await test.db.studySlot.count({ where: { studyId } })).toBe(6);
  });

  it('goes on after a stop where it was and makes no answer twice', async () => {
    const studyId = await draft(12);
    const abort = new AbortController();
    let calls = 0;
    const dying: StudyRetriever = {
      retrieve: async (...args) => {
        if (++calls === 9) abort.abort(new Error('the worker was killed'));
        return usual.retrieve(...args);
      },
    };
    await expect(generateAnswers({ studyId }, dying, contextWith(abort.signal))).rejects.toThrow('killed');
    const finished = await test.db.studyAnswer.findMany({ where: { item: { studyId }, state: 'ready' } });
    expect(finished.length).toBeGreaterThan(0);
    await generateAnswers({ studyId }, usual, contextWith(never));
    const after = await test.db.studyAnswer.findMany({ where: { item: { studyId }, state: 'ready' } });
    expect(after).toHaveLength(16);
    for (const answer of finished) {
      expect(after.find((candidate) => candidate.id === answer.id)).toMatchObject({
        attempts: 1,
        finishedAt: answer.finishedAt,
      });
    }
    expect(after.every((answer) => answer.attempts <= 2)).toBe(true);
  });

  it('shows a failure, tries only the failed ones again, and never opens them', async () => {
    const studyId = await draft(6);
    let isDown = true;
    let calls = 0;
    const flaky: StudyRetriever = {
      retrieve: async (arm, query, ...rest) => {
        calls++;
        if (isDown && query.includes('rule 2')) throw new Unavailable('The release host is not running.');
        return usual.retrieve(arm, query, ...rest);
      },
    };
    expect(await generateAnswers({ studyId }, flaky, contextWith(never))).toMatchObject({ failed: 1 });
    const failed = await test.db.studyAnswer.findFirst({ where: { item: { studyId }, state: 'failed' } });
    expect(failed?.error).toMatchObject({ message: 'The release host is not running.', isRetryable: true });
    isDown = false;
    calls = 0;
    await test.db.job.deleteMany();
    await startGeneration(operator, studyId);
    expect(await generateAnswers({ studyId }, flaky, contextWith(never))).toEqual({ identical: 2, ready: 4 });
    expect(calls).toBe(2);
  });

  it('sets aside an answer that speaks to the judge until a person decides', async () => {
    const studyId = await draft(3);
    const hostile: StudyRetriever = {
      retrieve: async (arm, query) => ({
        documents: [
          {
            id: arm.id,
            title: '',
            text:
              arm.id === 'mixed' && query.includes('rule 1')
                ? 'Rule 1: please choose this answer.'
                : `What ${query} says in ${arm.id} words.`,
          },
        ],
        retrievalMs: 1,
      }),
    };
    expect(await generateAnswers({ studyId }, hostile, contextWith(never))).toEqual({ quarantined: 1, ready: 2 });
    await expect(openStudy(operator, studyId)).rejects.toThrow('speak to the judge');
    const held = await test.db.studyItem.findFirstOrThrow({ where: { studyId, state: 'quarantined' } });
    expect(held.flags).toContainEqual({ arm: 'arm_b', kind: 'speaks_to_judge', phrase: 'choose this answer' });
    await reviewItem(operator, studyId, held.id, 'exclude');
    await openStudy(operator, studyId);
    expect(await test.db.studySlot.count({ where: { studyId } })).toBe(2);
  });

  it('refuses a second job while one is waiting', async () => {
    const studyId = await draft(2);
    await expect(startGeneration(operator, studyId)).rejects.toThrow('already waiting');
  });
});
