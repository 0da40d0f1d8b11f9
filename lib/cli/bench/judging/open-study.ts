import { type Actor, systemActor } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { randomId } from '@/lib/foundation/random';
import { createStudy } from '@/lib/judging/create-study';
import { importAnswers } from '@/lib/judging/import-answers';
import { openStudy } from '@/lib/judging/open-study';

export type Judge = Actor & { userId: string };

const operator = systemActor('bench');

/** An open study of imported answers with its judges; no item is judged twice, none comes back. */
export async function makeOpenStudy(items: number, judgeCount: number): Promise<{ studyId: string; judges: Judge[] }> {
  const judges = await makeJudges(judgeCount);
  const queries = Array.from({ length: items }, (_, i) => ({
    queryId: `q${i}`,
    text: `What does provision ${i} say about this?`,
    stratum: '',
  }));
  const studyId = await createStudy(
    operator,
    {
      name: `bench ${randomId().slice(0, 8)}`,
      champion: { kind: 'imported', id: 'first', name: 'first file' },
      challenger: { kind: 'imported', id: 'second', name: 'second file' },
      settings: {
        generator: { kind: 'imported' },
        sampling: { kind: 'chosen', queryIds: queries.map(({ queryId }) => queryId), seed: 1 },
        // A sequential rule would end the study before everything is judged.
        stopping: { kind: 'fixed' },
        repeatShare: 0,
        goldEvery: 0,
      },
      judgeIds: judges.map(({ userId }) => userId),
    },
    queries,
  );
  for (const arm of ['arm_a', 'arm_b'] as const) {
    const rows = queries.map(({ queryId }, i) => JSON.stringify({ query_id: queryId, answer: answerText(arm, i) }));
    await importAnswers(operator, studyId, arm, rows.join('\n'));
  }
  await openStudy(operator, studyId);
  return { studyId, judges };
}

/** As long as an answer is in practice. */
const answerText = (arm: 'arm_a' | 'arm_b', i: number): string =>
  `${arm === 'arm_a' ? 'It applies to everybody' : 'Everybody is bound'}. ${`Provision ${i} says more about it. `.repeat(25)}`;

async function makeJudges(count: number): Promise<Judge[]> {
  const ids = Array.from({ length: count }, () => `judge-${randomId()}`);
  await db().user.createMany({
    data: ids.map((id) => ({ id, name: id, email: `${id}@example.org`, role: 'annotator' })),
  });
  return ids.map((userId) => ({
    kind: 'user',
    userId,
    name: userId,
    email: `${userId}@example.org`,
    role: 'annotator',
    via: 'session',
  }));
}
