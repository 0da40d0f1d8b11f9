import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { safeCsv } from './safe-csv';
import { findStudy } from './store';
import { readReport } from './study-report';

/** A file for people to keep, with its media type. */
export type StudyExport = { fileName: string; mediaType: string; content: string };

/**
 * Exports a closed study: `items` one row a question with outcome and answers, `judgments` one row a judgment with what
 * stood on the left, `report` everything as JSON with hashes and the revealed nonce, to check it elsewhere.
 *
 * @throws {Conflict} while the study is not closed
 */
export async function exportStudy(
  actor: Actor,
  studyId: string,
  what: 'items' | 'judgments' | 'report',
): Promise<StudyExport> {
  requireRole(actor, 'operator', 'stakeholder');
  const report = await readReport(db(), studyId);
  const study = await findStudy(db(), studyId);
  const stem = `study-${studyId.slice(0, 8)}-${what}`;
  if (what === 'report') {
    const { name, arms, settings, settingsHash, commitment, revealedNonce, openedAt, closedAt, closeReason } = study;
    const content = JSON.stringify(
      { name, arms, settings, settingsHash, commitment, revealedNonce, openedAt, closedAt, closeReason, ...report },
      null,
      2,
    );
    return { fileName: `${stem}.json`, mediaType: 'application/json', content };
  }
  const content =
    what === 'items' ? await itemRows(studyId, report.items) : await judgmentRows(studyId, report.sides.mapping);
  return { fileName: `${stem}.csv`, mediaType: 'text/csv; charset=utf-8', content };
}

async function itemRows(studyId: string, outcomes: { id: string; outcome?: string }[]): Promise<string> {
  const items = await db().studyItem.findMany({
    where: { studyId, kind: 'main' },
    orderBy: { ordinal: 'asc' },
    include: { answers: true },
  });
  const outcomeOf = new Map(outcomes.map((item) => [item.id, item.outcome]));
  const header = ['query_id', 'question', 'stratum', 'state', 'outcome', 'arm_a', 'arm_b', 'arm_a_ms', 'arm_b_ms'];
  const rows = items.map((item) => {
    const [a, b] = ['arm_a', 'arm_b'].map((arm) => item.answers.find((answer) => answer.arm === arm));
    return [
      item.queryId,
      item.question,
      item.stratum,
      item.state,
      outcomeOf.get(item.id),
      a?.text,
      b?.text,
      a?.retrievalMs,
      b?.retrievalMs,
    ];
  });
  return safeCsv(header, rows);
}

async function judgmentRows(studyId: string, mapping: Readonly<Record<string, string>>): Promise<string> {
  const judges = await db().studyJudge.findMany({ where: { studyId }, orderBy: [{ addedAt: 'asc' }, { id: 'asc' }] });
  const names = new Map(judges.map((judge, i) => [judge.id, `judge ${i + 1}`]));
  const judgments = await db().judgment.findMany({
    where: { studyId },
    orderBy: [{ submittedAt: 'asc' }, { id: 'asc' }],
    include: {
      item: { select: { queryId: true, kind: true } },
      assignment: true,
    },
  });
  const header = [
    'query_id',
    'kind',
    'round',
    'judge',
    'version',
    'choice',
    'left',
    'right',
    'both_bad',
    'tags',
    'comment',
    'surplus',
    'undone',
    'submitted_at',
    'duration_ms',
  ];
  const rows = judgments.map((judgment) => {
    const { leftAnswerId, rightAnswerId, round } = judgment.assignment;
    return [
      judgment.item.queryId,
      judgment.item.kind,
      round,
      names.get(judgment.judgeId),
      judgment.version,
      judgment.choice,
      mapping[leftAnswerId],
      mapping[rightAnswerId],
      judgment.isBothBad,
      (judgment.tags as string[]).join(' '),
      judgment.comment,
      judgment.isSurplus,
      judgment.isUndone,
      judgment.submittedAt.toISOString(),
      judgment.durationMs,
    ];
  });
  return safeCsv(header, rows);
}
