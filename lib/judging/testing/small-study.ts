import type { Actor } from '@/lib/auth/actor';
import type { CreateStudy, StudyQuery } from '@/lib/contracts/study';
import type { Db } from '@/lib/db/client';
import { randomId } from '@/lib/foundation/random';
import { createStudy } from '../create-study';
import { importAnswers } from '../import-answers';
import { openStudy } from '../open-study';

export const operator: Actor = {
  kind: 'user',
  userId: 'operator-1',
  name: 'Operator',
  email: 'operator@example.org',
  role: 'operator',
  via: 'session',
};

export const stakeholder: Actor = { ...operator, userId: 'stakeholder-1', role: 'stakeholder' };

export const annotator = (userId: string): Actor & { userId: string } => ({
  kind: 'user',
  userId,
  name: userId,
  email: `${userId}@example.org`,
  role: 'annotator',
  via: 'session',
});

/** Writes people with the role annotator. @returns them as actors */
export async function makeJudges(db: Db, count: number): Promise<(Actor & { userId: string })[]> {
  const ids = Array.from({ length: count }, () => `judge-${randomId()}`);
  await db.user.createMany({
    data: ids.map((id) => ({ id, name: id, email: `${id}@example.org`, role: 'annotator' })),
  });
  return ids.map(annotator);
}

export const queriesOf = (count: number, strata = 1): StudyQuery[] =>
  Array.from({ length: count }, (_, i) => ({
    queryId: `q${i}`,
    text: `What does rule ${i} say?`,
    stratum: strata > 1 ? `stratum ${i % strata}` : '',
  }));

export type SmallStudy = {
  items: number;
  strata?: number;
  settings?: Partial<CreateStudy['settings']>;
  knownPairs?: CreateStudy['knownPairs'];
};

/** The text of an answer says which arm wrote it, in words that no scan removes: tests read the side from it. */
export const answerText = (arm: 'arm_a' | 'arm_b', queryId: string): string =>
  arm === 'arm_a' ? `The rule of ${queryId} applies to everybody.` : `Everybody is bound by what ${queryId} states.`;

/** Whether a text that a judge read is the challenger's. */
export const isChallengerText = (text: string): boolean => text.startsWith('Everybody is bound');

/** A draft with both arms imported. */
export async function makeDraft(
  judges: readonly { userId: string }[],
  { items, strata, settings, knownPairs }: SmallStudy,
) {
  const queries = queriesOf(items, strata);
  const name = `study ${randomId()}`;
  const studyId = await createStudy(
    operator,
    {
      name,
      champion: { kind: 'imported', id: 'champion-file', name: 'canary-champion-7f3a' },
      challenger: { kind: 'imported', id: 'challenger-file', name: 'canary-challenger-91bd' },
      settings: {
        generator: { kind: 'imported' },
        sampling: { kind: 'chosen', queryIds: queries.map((query) => query.queryId), seed: 1 },
        repeatShare: 0,
        goldEvery: 0,
        ...settings,
      },
      judgeIds: judges.map((judge) => judge.userId),
      ...(knownPairs ? { knownPairs } : {}),
    },
    queries,
  );
  for (const arm of ['arm_a', 'arm_b'] as const) {
    const rows = queries.map(({ queryId }) => JSON.stringify({ query_id: queryId, answer: answerText(arm, queryId) }));
    await importAnswers(operator, studyId, arm, rows.join('\n'));
  }
  return { studyId, name };
}

/** An open study. */
export async function makeOpenStudy(judges: readonly { userId: string }[], study: SmallStudy) {
  const draft = await makeDraft(judges, study);
  return { ...draft, ...(await openStudy(operator, draft.studyId)) };
}
