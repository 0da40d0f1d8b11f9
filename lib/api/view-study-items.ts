import type { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';
import { type StudyItems, studyItemSchema, type studyItemsQuerySchema } from '@/lib/contracts/studies';
import { getStudy, listStudyItems, studyReport } from '@/lib/judging/study-report';

type ItemRow = Awaited<ReturnType<typeof listStudyItems>>[number];
type Outcome = StudyItems['items'][number]['outcome'];

/** A page of the questions of a study. Answers are with them before it opens and after it closed. */
export async function viewStudyItems(
  actor: Actor,
  studyId: string,
  { state, search, skip, take }: z.output<typeof studyItemsQuerySchema>,
): Promise<StudyItems> {
  const study = await getStudy(actor, studyId);
  const words = search.trim().toLowerCase();
  const matching = (await listStudyItems(actor, studyId)).filter(
    (item) =>
      (state === undefined || item.state === state) &&
      (words === '' || item.queryId.toLowerCase().includes(words) || item.question.toLowerCase().includes(words)),
  );
  const outcomes = study.state === 'closed' ? await readOutcomes(actor, studyId) : undefined;
  // Main questions first: they are what people look for.
  matching.sort((a, b) => Number(b.kind === 'main') - Number(a.kind === 'main'));
  return {
    total: matching.length,
    items: matching.slice(skip, skip + take).map((item) => viewItem(item, outcomes?.get(item.id) ?? null)),
  };
}

async function readOutcomes(actor: Actor, studyId: string): Promise<Map<string, Outcome>> {
  const { items } = await studyReport(actor, studyId);
  return new Map(items.map((item) => [item.id, item.outcome ?? null]));
}

const viewItem = (item: ItemRow, outcome: Outcome) =>
  studyItemSchema.parse({
    ...item,
    outcome,
    answers: item.answers.map((answer) => ({
      ...answer,
      error: answer.error && Object.keys(answer.error).length > 0 ? answer.error : null,
    })),
  });
