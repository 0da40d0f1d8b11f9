import { type DbOrTx, db, type Tx } from '@/lib/db/client';
import { Conflict, NotFound } from '@/lib/foundation/errors';
import type { SettledJudgment } from './blinding-key';
import { parseArms, parseSettings, type StudyState } from './study';
import type { SideRecord } from './verify-sides';

type StudyRow = NonNullable<Awaited<ReturnType<typeof studyRow>>>;
const studyRow = (reader: DbOrTx, id: string) => reader.study.findUnique({ where: { id } });

const toStudy = (row: StudyRow) => ({
  ...row,
  state: row.state as StudyState,
  arms: parseArms(row.arms),
  settings: parseSettings(row.settings),
});
export type StudyRecord = ReturnType<typeof toStudy>;

/** @throws {NotFound} */
export async function findStudy(reader: DbOrTx, id: string): Promise<StudyRecord> {
  const row = await studyRow(reader, id);
  if (!row) throw new NotFound('There is no such study.');
  return toStudy(row);
}

/** Newest first, at most 500. */
export async function listStudyRows(reader: DbOrTx = db()): Promise<StudyRecord[]> {
  const rows = await reader.study.findMany({ orderBy: { createdAt: 'desc' }, take: 500 });
  return rows.map(toStudy);
}

/**
 * Locks a study for a change of its state.
 *
 * @throws {NotFound}
 * @throws {Conflict} if it is not in one of the states, with words about what can be done
 */
export async function lockStudy(tx: Tx, id: string, ...states: StudyState[]): Promise<StudyRecord> {
  await tx.$queryRaw`SELECT id FROM "Study" WHERE id = ${id} FOR UPDATE`;
  const study = await findStudy(tx, id);
  if (!states.includes(study.state)) {
    throw new Conflict(`The study is ${study.state}; this needs a study that is ${states.join(' or ')}.`);
  }
  return study;
}

/** What a judge's transaction needs of a study. */
export type SharedStudy = Pick<StudyRecord, 'id' | 'state' | 'stopReachedAt' | 'settings'>;

/** Holds a study in its state while a judge's transaction runs: closing waits for it. @throws {NotFound} */
export async function shareStudy(tx: Tx, id: string): Promise<SharedStudy> {
  const [row] = await tx.$queryRaw<{ id: string; state: string; stopReachedAt: Date | null; settings: unknown }[]>`
    SELECT id, state, "stopReachedAt", settings FROM "Study" WHERE id = ${id} FOR SHARE`;
  if (!row) throw new NotFound('There is no such study.');
  return { ...row, state: row.state as StudyState, settings: parseSettings(row.settings) };
}

export type JudgeRow = { id: string; studyId: string; userId: string; removedAt: Date | null };

/** Locks the row of a judge: one claim, submission or undo of a person at a time, whatever tabs are open. */
export async function lockJudge(tx: Tx, where: { studyId: string; userId: string }): Promise<JudgeRow | undefined> {
  const rows = await tx.$queryRaw<JudgeRow[]>`
    SELECT id, "studyId", "userId", "removedAt" FROM "StudyJudge"
    WHERE "studyId" = ${where.studyId} AND "userId" = ${where.userId} FOR UPDATE`;
  return rows[0];
}

export type AssignmentRow = SideRecord & {
  id: string;
  token: string;
  studyId: string;
  kind: string;
  state: 'active' | 'done' | 'skipped' | 'lapsed';
  claimedAt: Date;
  leaseUntil: Date;
};

/** All assignments of a judge, in the order they were made. */
export const assignmentsOfJudge = (tx: Tx, judgeId: string): Promise<AssignmentRow[]> =>
  tx.$queryRaw<AssignmentRow[]>`
    SELECT a.id, a.token, a."studyId", a."itemId", a."judgeId", a.round, a."leftAnswerId", a."rightAnswerId", a.state,
      a."claimedAt", a."leaseUntil", i.kind
    FROM "StudyAssignment" a JOIN "StudyItem" i ON i.id = a."itemId"
    WHERE a."judgeId" = ${judgeId} ORDER BY a.sequence`;

/** A question with its two opaque answers, in the order of their ids, which says nothing. */
export type Pair = { question: string; id: string; text: string; sources: unknown }[];

/** Reads a pair. */
export const readPair = (reader: DbOrTx, itemId: string): Promise<Pair> =>
  reader.$queryRaw<Pair>`
    SELECT i.question, b.id, b.text, b.sources FROM "StudyItem" i JOIN "BlindAnswer" b ON b."itemId" = i.id
    WHERE i.id = ${itemId} ORDER BY b.id`;

/** Reads a pair and locks its item, so that the next view of it sees this one. */
export const lockPair = (tx: Tx, itemId: string): Promise<Pair> =>
  tx.$queryRaw<Pair>`
    SELECT i.question, b.id, b.text, b.sources FROM "StudyItem" i JOIN "BlindAnswer" b ON b."itemId" = i.id
    WHERE i.id = ${itemId} ORDER BY b.id FOR UPDATE OF i`;

/** All assignments of an item, in the order they were made. */
export const assignmentsOfItem = (tx: Tx, itemId: string): Promise<SideRecord[]> =>
  tx.$queryRaw<SideRecord[]>`
    SELECT "itemId", "judgeId", round, "leftAnswerId", "rightAnswerId" FROM "StudyAssignment"
    WHERE "itemId" = ${itemId} ORDER BY sequence`;

export type FreeSlot = { id: string; itemId: string; assignmentId: string | null };

/**
 * Takes hold of the next free slot for a judge: items with the fewest judgments first, then the secret order; never an
 * item this judge has seen. A slot whose lease lapsed is free.
 */
export async function lockFreeSlot(tx: Tx, studyId: string, judgeId: string, now: Date): Promise<FreeSlot | undefined> {
  const rows = await tx.$queryRaw<FreeSlot[]>`
    SELECT s.id, s."itemId", s."assignmentId" FROM "StudySlot" s
    WHERE s."studyId" = ${studyId}
      AND (s.state = 'open' OR (s.state = 'leased' AND s."leaseUntil" < ${now}))
      AND NOT EXISTS (SELECT 1 FROM "StudyAssignment" a WHERE a."itemId" = s."itemId" AND a."judgeId" = ${judgeId})
    ORDER BY s."slotNumber", s.rank LIMIT 1 FOR UPDATE OF s SKIP LOCKED`;
  return rows[0];
}

/** Slots a judge could still take. */
export async function countFreeItems(reader: DbOrTx, studyId: string, judgeId: string, now: Date): Promise<number> {
  const rows = await reader.$queryRaw<{ count: bigint }[]>`
    SELECT count(DISTINCT s."itemId") AS count FROM "StudySlot" s
    WHERE s."studyId" = ${studyId}
      AND (s.state = 'open' OR (s.state = 'leased' AND s."leaseUntil" < ${now}))
      AND NOT EXISTS (SELECT 1 FROM "StudyAssignment" a WHERE a."itemId" = s."itemId" AND a."judgeId" = ${judgeId})`;
  return Number(rows[0]?.count ?? 0);
}

/** The slots of an item, locked, in order. */
export const lockSlots = (tx: Tx, itemId: string) =>
  tx.$queryRaw<
    { id: string; state: 'open' | 'leased' | 'done'; assignmentId: string | null; leaseUntil: Date | null }[]
  >`
    SELECT id, state, "assignmentId", "leaseUntil" FROM "StudySlot" WHERE "itemId" = ${itemId} ORDER BY "slotNumber" FOR UPDATE`;

/** Planned judgments of each main item. */
export async function plannedJudgments(reader: DbOrTx, studyId: string): Promise<Map<string, number>> {
  const rows = await reader.studySlot.groupBy({ by: ['itemId'], where: { studyId }, _count: true });
  return new Map(rows.map((row) => [row.itemId, row._count]));
}

/** Counted judgments of main items whose undo window is over, in the order in which they settled. */
export async function settledJudgments(reader: DbOrTx, studyId: string, until: Date): Promise<SettledJudgment[]> {
  return reader.$queryRaw<SettledJudgment[]>`
    SELECT j."itemId", j.choice, a."leftAnswerId", a."rightAnswerId"
    FROM "Judgment" j JOIN "StudyAssignment" a ON a.id = j."assignmentId" JOIN "StudyItem" i ON i.id = j."itemId"
    WHERE j."studyId" = ${studyId} AND NOT j."isSurplus" AND NOT j."isUndone" AND a.round = 1 AND i.kind = 'main'
      AND j."settlesAt" <= ${until}
    ORDER BY j."settlesAt", j.id`;
}
