import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import type { Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { systemClock } from '@/lib/foundation/clock';
import { InvalidInput, PayloadTooLarge } from '@/lib/foundation/errors';
import { sha256 } from '@/lib/foundation/hash';
import { randomId } from '@/lib/foundation/random';
import { outcomeOfItem } from './outcome-of-item';
import { type JudgmentImport, readImportedJudgments } from './read-imported-judgments';
import { lockStudy } from './store';
import { type ItemOutcome, settingsHash } from './study';
import type { StudyFacts } from './study-facts';

/** Largest file of judgments, in characters. */
const largestImport = 32 * 1024 * 1024;

export type JudgmentImportReport = JudgmentImport['report'] & { unknownQueries: { count: number; examples: string[] } };

/**
 * Takes judgments that people made elsewhere into a draft study, which then can only be closed. The study says for ever
 * that its blindness was not enforced here.
 *
 * @param content  JSON Lines or CSV, see `readImportedJudgments`
 * @throws {InvalidInput} if no row can be used
 * @throws {Conflict} if the study is not a draft
 * @throws {PayloadTooLarge}
 */
export async function importJudgments(actor: Actor, studyId: string, content: string): Promise<JudgmentImportReport> {
  requireRole(actor, 'operator');
  if (content.length > largestImport) throw new PayloadTooLarge('The file of judgments is larger than 32 MB.');
  const { judgments, report } = readImportedJudgments(content);
  return transaction(async (tx) => {
    const study = await lockStudy(tx, studyId, 'draft');
    const items = await tx.studyItem.findMany({ where: { studyId, kind: 'main' }, select: { queryId: true } });
    const known = new Set(items.map((item) => item.queryId));
    const used = judgments.filter((judgment) => known.has(judgment.queryId));
    const unknown = [...new Set(judgments.filter((j) => !known.has(j.queryId)).map((j) => j.queryId))];
    if (used.length === 0) throw new InvalidInput('No row of the file is a judgment of a query of this study.');
    await tx.outsideJudgment.createMany({
      data: used.map((judgment, ordinal) => ({ id: randomId(), studyId, ordinal, ...judgment })),
    });
    await tx.study.update({
      where: { id: studyId },
      data: {
        state: 'open',
        isJudgedElsewhere: true,
        settingsHash: settingsHash(study.arms, study.settings),
        openedAt: systemClock.now(),
        openedBy: actorId(actor),
      },
    });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'study.import_judgments',
      subjectType: 'study',
      subjectId: studyId,
      data: { accepted: used.length, unknown: unknown.length, fileHash: sha256(content) },
    });
    return {
      ...report,
      accepted: used.length,
      unknownQueries: { count: unknown.length, examples: unknown.slice(0, 50) },
    };
  });
}

/** Items of a study judged elsewhere: the majority of what its judges said, in the order of the file. */
export async function readOutsideFacts(
  tx: Tx,
  studyId: string,
): Promise<Pick<StudyFacts, 'items' | 'judgments' | 'guesses'>> {
  const rows = await tx.outsideJudgment.findMany({ where: { studyId }, orderBy: { ordinal: 'asc' } });
  const items = await tx.studyItem.findMany({ where: { studyId, kind: 'main' }, orderBy: { ordinal: 'asc' } });
  const byQuery = new Map<string, typeof rows>();
  for (const row of rows) byQuery.set(row.queryId, [...(byQuery.get(row.queryId) ?? []), row]);
  return {
    judgments: [],
    guesses: { right: 0, wrong: 0, unknown: 0 },
    items: items.map((item) => {
      const own = byQuery.get(item.queryId) ?? [];
      const outcomes = own.map((row) => row.outcome as ItemOutcome);
      const isIdentical = outcomes.length > 0 && outcomes.every((outcome) => outcome === 'identical_retrieval');
      const preferred = outcomes.map((outcome) => (outcome === 'arm_a' || outcome === 'arm_b' ? outcome : 'tie'));
      const outcome = outcomeOfItem(isIdentical, preferred, own.length);
      return {
        id: item.id,
        queryId: item.queryId,
        stratum: own[0]?.stratum || item.stratum,
        state: isIdentical ? 'identical' : 'ready',
        outcome,
        finishedOrder: outcome === undefined ? undefined : own[0]?.ordinal,
        lengths: undefined,
        retrievalMs: undefined,
      };
    }),
  };
}
