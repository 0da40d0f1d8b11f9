import type { Actor } from '@/lib/auth/actor';
import { type JudgeItem, type StudyArm, type StudyQuery, studySettingsSchema } from '@/lib/contracts/study';
import { loadSplit } from '@/lib/datasets/load-split';
import { db } from '@/lib/db/client';
import { seededRandom } from '@/lib/foundation/random';
import type { JobDefinition } from '@/lib/jobs/define-job';
import { attachVerdict } from '@/lib/judging/attach-verdict';
import { claimItem } from '@/lib/judging/claim-item';
import { closeStudy } from '@/lib/judging/close-study';
import { createStudy } from '@/lib/judging/create-study';
import { generateAnswersJob } from '@/lib/judging/generate-answers.job';
import { openStudy } from '@/lib/judging/open-study';
import { reviewItem } from '@/lib/judging/review-item';
import { startGeneration } from '@/lib/judging/start-generation';
import { studyRetrieval } from '@/lib/judging/study-retrieval';
import { submitJudgment } from '@/lib/judging/submit-judgment';
import { openStudyRetriever } from '@/lib/serving/retrieve-for-study';
import { demonstrationChoice, type GradesByTitle, type Temperament } from './demonstration-judge';
import type { SampleCollection } from './import-collection';
import type { InstallContext } from './install-context';
import { runJobNow } from './run-job-now';

const temperaments: (Temperament & { id: string; name: string })[] = [
  { id: 'sample-judge-careful', name: 'Demonstration judge A (simulated)', threshold: 1, carelessness: 0.05 },
  { id: 'sample-judge-quick', name: 'Demonstration judge B (simulated)', threshold: 1, carelessness: 0.2 },
  { id: 'sample-judge-undecided', name: 'Demonstration judge C (simulated)', threshold: 2, carelessness: 0.1 },
];
/** Every account of the sample ends so; the domain cannot exist, and no account has a password. */
export const sampleEmailEnding = '@sample.invalid';

type Judged = {
  actor: Actor;
  context: InstallContext;
  collection: SampleCollection;
  champion: StudyArm;
  challenger: StudyArm;
};

type Plan = { name: string; split: string; size: number; protocol: string };

const closedPlan: Plan = {
  name: 'Orvane: first mix or measured mix? (simulated judges)',
  split: 'test',
  size: 150,
  protocol:
    'A demonstration. The judgments come from three built-in judges that compare the grades of the provisions an answer cites, with some carelessness. No person judged here.',
};
const openPlan: Plan = {
  name: 'Orvane: try judging yourself',
  split: 'dev',
  size: 60,
  protocol:
    'Read the question, then both answers. Which one would help the person more? Prefer the answer that rests on the right provisions; choose a tie when you cannot tell them apart. The law of Orvane is invented, so only what stands in the sources counts.',
};

/** The study that is over: answers, simulated judgments, unblinding, the verdict attached to the challenger's release. */
export async function judgeClosedStudy(judged: Judged): Promise<string> {
  const { actor, collection } = judged;
  const studyId = await prepareStudy(judged, closedPlan);
  const state = async () => (await db().study.findUniqueOrThrow({ where: { id: studyId } })).state;
  if ((await state()) === 'open') {
    await simulateJudgments(studyId, collection, judged.context);
    await closeStudy(actor, studyId, {
      reason: 'Every planned question was judged by the demonstration judges.',
      confirmName: closedPlan.name,
      isEarly: false,
    });
  }
  const release = await db().release.findUniqueOrThrow({ where: { id: judged.challenger.id } });
  const isAttached = JSON.stringify(release.evidence).includes(studyId);
  if (!isAttached) await attachVerdict(actor, studyId, judged.challenger.id);
  return studyId;
}

/** The study that waits for a person. */
export const prepareOpenStudy = (judged: Judged): Promise<string> => prepareStudy(judged, openPlan);

async function prepareStudy(judged: Judged, plan: Plan): Promise<string> {
  const { actor, context } = judged;
  const studyId =
    (await db().study.findFirst({ where: { name: plan.name, isSample: true } }))?.id ??
    (await createDraft(judged, plan));
  const study = await db().study.findUniqueOrThrow({ where: { id: studyId } });
  if (study.state === 'draft' || study.state === 'generating') {
    await answerAll(actor, studyId, context);
    await openStudy(actor, studyId);
  }
  return studyId;
}

async function createDraft({ actor, collection, champion, challenger }: Judged, plan: Plan): Promise<string> {
  const judgeIds = await ensureJudges();
  const settings = studySettingsSchema.parse({
    protocol: plan.protocol,
    retrieval: { corpusHash: collection.corpusHash },
    depth: 5,
    identityRule: 'set',
    generator: { kind: 'extractive', sentences: 3 },
    sampling: { kind: 'stratified', size: plan.size, seed: 1 },
    stopping: { kind: 'fixed' },
    judgmentsPerQuery: 2,
    overlapShare: 0.3,
    goldEvery: 0,
  });
  const studyId = await createStudy(
    actor,
    { name: plan.name, champion, challenger, settings, judgeIds },
    await queriesOf(collection.versionId, plan.split),
  );
  await db().study.update({ where: { id: studyId }, data: { isSample: true } });
  return studyId;
}

/** Questions with the application they belong to as stratum. */
async function queriesOf(versionId: string, split: string): Promise<StudyQuery[]> {
  const { queries } = await loadSplit(versionId, split);
  const rows = await db().query.findMany({ where: { versionId }, select: { queryId: true, metadata: true } });
  const strata = new Map(rows.map(({ queryId, metadata }) => [queryId, applicationOf(metadata)]));
  return queries.map(({ id, text }) => ({ queryId: id, text, stratum: strata.get(id) ?? '' }));
}

const applicationOf = (metadata: unknown): string => {
  const named = (metadata as { application?: unknown } | null)?.application;
  return typeof named === 'string' ? named : '';
};

async function ensureJudges(): Promise<string[]> {
  await db().user.createMany({
    data: temperaments.map(({ id, name }) => ({ id, name, email: `${id}${sampleEmailEnding}`, role: 'annotator' })),
    skipDuplicates: true,
  });
  return temperaments.map(({ id }) => id);
}

/** The job that makes answers, as workers run it. */
const answersJob = generateAnswersJob(async (studyId) => openStudyRetriever(await studyRetrieval(studyId)));

async function answerAll(actor: Actor, studyId: string, { signal }: InstallContext): Promise<void> {
  const waiting = await db().job.findFirst({
    where: { subjectId: studyId, kind: answersJob.kind, state: { in: ['queued', 'running'] } },
  });
  const jobId = waiting?.id ?? (await startGeneration(actor, studyId));
  await runJobNow(jobId, answersJob as unknown as JobDefinition, signal);
  const setAside = await db().studyItem.findMany({ where: { studyId, state: 'quarantined' }, select: { id: true } });
  for (const { id } of setAside) await reviewItem(actor, studyId, id, 'exclude');
}

/** Lets the demonstration judges take pairs in turn until nothing is left for any of them. */
async function simulateJudgments(
  studyId: string,
  collection: SampleCollection,
  context: InstallContext,
): Promise<void> {
  const grades = await gradesByQuestion(collection.versionId, closedPlan.split);
  const random = seededRandom(7);
  const total = await db().studySlot.count({ where: { studyId } });
  const judges = temperaments.map((temperament) => ({ ...temperament, actor: judgeActor(temperament) }));
  let done = await db().judgment.count({ where: { studyId } });
  for (;;) {
    context.signal.throwIfAborted();
    const claimed = await claimInTurn(studyId, judges, done);
    if (!claimed) return;
    const { item, judge } = claimed;
    await submitJudgment(judge.actor, {
      token: item.token,
      ...demonstrationChoice(item, grades.get(item.question) ?? new Map(), judge, random),
      durationMs: 0,
      idempotencyKey: `demonstration-${item.token}`,
    });
    done++;
    await context.progress({ phase: 'judgments', done: Math.min(done, total), total, unit: 'judgments' });
  }
}

type Judge = Temperament & { actor: Actor };

/** The next pair for the judge whose turn it is, else for another one. */
async function claimInTurn(
  studyId: string,
  judges: readonly Judge[],
  turn: number,
): Promise<{ item: JudgeItem; judge: Judge } | undefined> {
  for (let i = 0; i < judges.length; i++) {
    const judge = judges[(turn + i) % judges.length] as Judge;
    const item = await claimItem(judge.actor, studyId);
    if (item) return { item, judge };
  }
  return undefined;
}

const judgeActor = ({ id, name }: { id: string; name: string }): Actor => ({
  kind: 'user',
  userId: id,
  name,
  email: `${id}${sampleEmailEnding}`,
  role: 'annotator',
  via: 'session',
});

/** Grades by the document's title, since a judge sees titles, by question text. */
async function gradesByQuestion(versionId: string, split: string): Promise<Map<string, GradesByTitle>> {
  const { queries, qrels, corpusHash } = await loadSplit(versionId, split);
  const documents = await db().document.findMany({ where: { corpusHash }, select: { documentId: true, title: true } });
  const titles = new Map(documents.map(({ documentId, title }) => [documentId, title]));
  return new Map(
    queries.map(({ id, text }) => [
      text,
      new Map([...(qrels.get(id) ?? [])].map(([documentId, grade]) => [titles.get(documentId) ?? '', grade])),
    ]),
  );
}
