import type { Actor } from '@/lib/auth/actor';
import type { Job } from '@/lib/contracts/jobs';
import { type Study, type StudyRecord, studyVerdictSchema } from '@/lib/contracts/studies';
import { db } from '@/lib/db/client';
import { studyProgress } from '@/lib/judging/study-progress';
import { getStudy, listStudies, type StudySummary } from '@/lib/judging/study-report';
import { listReleases } from '@/lib/releases/history';
import { type ActorNames, readActorNames } from './view-actor';
import { viewJobs } from './view-job';

/** Counts of a study that are the same whichever side is which. */
type Counts = { queries: number; judges: number; judgments: number };

async function readCounts(studyIds: string[]): Promise<(id: string) => Counts> {
  const where = { studyId: { in: studyIds } };
  const [items, judges, judgments, outside] = await Promise.all([
    db().studyItem.groupBy({ by: ['studyId'], where: { ...where, kind: 'main' }, _count: true }),
    db().studyJudge.groupBy({ by: ['studyId'], where: { ...where, removedAt: null }, _count: true }),
    db().judgment.groupBy({ by: ['studyId'], where: { ...where, isUndone: false }, _count: true }),
    db().outsideJudgment.groupBy({ by: ['studyId'], where, _count: true }),
  ]);
  const countIn = (groups: readonly { studyId: string; _count: number }[], id: string) =>
    groups.find((group) => group.studyId === id)?._count ?? 0;
  return (id) => ({
    queries: countIn(items, id),
    judges: countIn(judges, id),
    judgments: countIn(judgments, id) + countIn(outside, id),
  });
}

async function readApplications(ids: (string | null)[]) {
  const known = ids.filter((id) => id !== null);
  return db().application.findMany({ where: { id: { in: known } }, select: { id: true, name: true } });
}

type Applications = Awaited<ReturnType<typeof readApplications>>;

const viewStudy = (row: StudySummary, counts: Counts, applications: Applications, nameOf: ActorNames): Study => ({
  id: row.id,
  name: row.name,
  state: row.state,
  champion: row.arms.arm_a,
  challenger: row.arms.arm_b,
  application: applications.find((application) => application.id === row.applicationId) ?? null,
  generator: row.settings.generator.kind,
  isAaStudy: row.isAaStudy,
  isSample: row.isSample,
  isJudgedElsewhere: row.isJudgedElsewhere,
  isStopReached: row.stopReachedAt !== null,
  ...counts,
  verdict: row.state === 'closed' ? studyVerdictSchema.nullable().parse(row.verdict) : null,
  createdBy: nameOf(row.createdBy),
  createdAt: row.createdAt.toISOString(),
  openedAt: row.openedAt?.toISOString() ?? null,
  closedAt: row.closedAt?.toISOString() ?? null,
});

/** All studies as the console lists them. */
export async function viewStudies(actor: Actor): Promise<{ studies: Study[] }> {
  const rows = await listStudies(actor);
  const [countsOf, applications, nameOf] = await Promise.all([
    readCounts(rows.map((row) => row.id)),
    readApplications(rows.map((row) => row.applicationId)),
    readActorNames(rows.map((row) => row.createdBy)),
  ]);
  return { studies: rows.map((row) => viewStudy(row, countsOf(row.id), applications, nameOf)) };
}

/** One study with its settings, its judges and how far it is. @throws {NotFound} */
export async function viewStudyRecord(actor: Actor, studyId: string): Promise<StudyRecord> {
  const progress = await studyProgress(actor, studyId);
  const row = await getStudy(actor, studyId);
  const actors = [row.createdBy, row.openedBy, row.closedBy].filter((id) => id !== null);
  const [countsOf, applications, nameOf, judgesList, planned, known, answers, job, releases] = await Promise.all([
    readCounts([studyId]),
    readApplications([row.applicationId]),
    readActorNames(actors),
    viewJudges(studyId),
    db().studySlot.count({ where: { studyId } }),
    db().studyItem.groupBy({ by: ['kind'], where: { studyId, kind: { not: 'main' } }, _count: true }),
    row.state === 'open' ? null : countAnswers(studyId),
    viewJob(row.jobId),
    viewReleasesFor(actor, row),
  ]);
  const knownOf = (kind: string) => known.find((group) => group.kind === kind)?._count ?? 0;
  return {
    ...viewStudy(row, countsOf(studyId), applications, nameOf),
    settings: row.settings,
    settingsHash: row.settingsHash,
    commitment: row.commitment,
    revealedNonce: row.revealedNonce,
    reportHash: row.reportHash,
    progress,
    judgesList,
    plannedJudgments: planned,
    knownPairs: { training: knownOf('training'), gold: knownOf('gold') },
    answers,
    job,
    openedBy: row.openedBy ? nameOf(row.openedBy) : null,
    closedBy: row.closedBy ? nameOf(row.closedBy) : null,
    closeReason: row.closeReason,
    releases,
  };
}

async function viewJudges(studyId: string): Promise<StudyRecord['judgesList']> {
  const judges = await db().studyJudge.findMany({
    where: { studyId },
    orderBy: [{ addedAt: 'asc' }, { id: 'asc' }],
    include: { _count: { select: { judgments: { where: { isUndone: false } } } } },
  });
  const people = await db().user.findMany({
    where: { id: { in: judges.map((judge) => judge.userId) } },
    select: { id: true, name: true },
  });
  return judges.map((judge) => ({
    userId: judge.userId,
    name: people.find((person) => person.id === judge.userId)?.name ?? judge.userId,
    addedAt: judge.addedAt.toISOString(),
    removedAt: judge.removedAt?.toISOString() ?? null,
    judgments: judge._count.judgments,
  }));
}

async function countAnswers(studyId: string): Promise<{ arm_a: number; arm_b: number }> {
  const groups = await db().studyAnswer.groupBy({
    by: ['arm'],
    where: { item: { studyId, kind: 'main' }, state: 'ready' },
    _count: true,
  });
  const of = (arm: string) => groups.find((group) => group.arm === arm)?._count ?? 0;
  return { arm_a: of('arm_a'), arm_b: of('arm_b') };
}

async function viewJob(jobId: string | null): Promise<Job | null> {
  if (!jobId) return null;
  const row = await db().job.findUnique({ where: { id: jobId }, omit: { payload: true } });
  return row ? ((await viewJobs([row]))[0] ?? null) : null;
}

/** Releases before whose gate the verdict of a closed study can be put: its challenger, or releases of that configuration. */
async function viewReleasesFor(actor: Actor, row: StudySummary): Promise<StudyRecord['releases']> {
  if (row.state !== 'closed' || row.isAaStudy) return [];
  const { kind, id } = row.arms.arm_b;
  return (await listReleases(actor))
    .filter((release) => release.state !== 'withdrawn')
    .filter(
      (release) =>
        (kind === 'release' && release.id === id) || (kind === 'configuration' && release.configurationId === id),
    )
    .map((release) => ({
      id: release.id,
      number: release.number,
      isAttached: release.evidence.some((finding) => finding.kind === 'study' && finding.id === row.id),
    }));
}
