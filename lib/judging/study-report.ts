import { type Actor, requireRole } from '@/lib/auth/actor';
import { type Db, db } from '@/lib/db/client';
import { Conflict } from '@/lib/foundation/errors';
import type { SideMeaning } from './blinding-commitment';
import { findStudy, listStudyRows, type StudyRecord } from './store';
import type { ItemOutcome } from './study';
import type { StudyStatistics } from './study-statistics';
import type { SideCheck } from './verify-sides';

/** The frozen report of a closed study. */
export type StudyReport = {
  statistics: StudyStatistics;
  items: { id: string; queryId: string; stratum: string; state: string; outcome?: ItemOutcome }[];
  /** whether the sides follow from the revealed nonce, and which opaque answer was which */
  sides: SideCheck & { mapping: Record<string, SideMeaning> };
};

/** A study without its frozen report and without anything about sides. */
export type StudySummary = Omit<StudyRecord, 'report' | 'items'>;

/** All studies, newest first. */
export async function listStudies(actor: Actor): Promise<StudySummary[]> {
  requireRole(actor, 'operator', 'stakeholder');
  return (await listStudyRows()).map(withoutReport);
}

/** One study. @throws {NotFound} */
export async function getStudy(actor: Actor, studyId: string): Promise<StudySummary> {
  requireRole(actor, 'operator', 'stakeholder');
  return withoutReport(await findStudy(db(), studyId));
}

const withoutReport = ({ report: _, ...study }: StudyRecord): StudySummary => study;

/** Studies a judge may work on: name and protocol, nothing of the design. */
export async function listStudiesOfJudge(actor: Actor): Promise<{ id: string; name: string; protocol: string }[]> {
  requireRole(actor, 'annotator');
  if (actor.kind !== 'user') return [];
  const rows = await db().study.findMany({
    where: { state: 'open', judges: { some: { userId: actor.userId, removedAt: null } } },
    orderBy: { openedAt: 'asc' },
    select: { id: true, settings: true },
  });
  // The study's name often names its arms, so judges get a number instead.
  return rows.map(({ id, settings }, i) => ({
    id,
    name: `Study ${i + 1}`,
    protocol: protocolOf(settings),
  }));
}

const protocolOf = (settings: unknown): string =>
  typeof settings === 'object' && settings !== null && 'protocol' in settings ? String(settings.protocol) : '';

/**
 * The frozen report.
 *
 * @throws {NotFound}
 * @throws {Conflict} while the study is not closed: nobody sees a tally by arm before
 */
export async function studyReport(actor: Actor, studyId: string): Promise<StudyReport & { hash: string }> {
  requireRole(actor, 'operator', 'stakeholder');
  return readReport(db(), studyId);
}

/** The frozen report, for use cases that have checked the role. */
export async function readReport(reader: Pick<Db, 'study'>, studyId: string): Promise<StudyReport & { hash: string }> {
  const study = await findStudy(reader as Db, studyId);
  if (study.state !== 'closed' || !study.report || !study.reportHash) {
    throw new Conflict('The report exists once the study is closed: until then nobody sees a tally by arm.');
  }
  return { ...(study.report as unknown as StudyReport), hash: study.reportHash };
}

/** Questions of a study with their answers by arm: for operators, before it opens and after it closed. */
export async function listStudyItems(actor: Actor, studyId: string) {
  requireRole(actor, 'operator');
  const study = await findStudy(db(), studyId);
  const isBlind = study.state === 'open';
  const items = await db().studyItem.findMany({
    where: { studyId },
    orderBy: [{ kind: 'asc' }, { ordinal: 'asc' }],
    include: { answers: { orderBy: { arm: 'asc' } } },
  });
  // While the study is open the operator sees states, not the two texts beside their arms.
  return items.map(({ answers, flags, ...item }) => ({
    ...item,
    flags: isBlind ? [] : flags,
    answers: isBlind ? [] : answers,
  }));
}
