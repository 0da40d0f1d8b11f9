import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import { transaction } from '@/lib/db/transaction';
import { systemClock } from '@/lib/foundation/clock';
import { Conflict, PayloadTooLarge } from '@/lib/foundation/errors';
import { sha256 } from '@/lib/foundation/hash';
import { hiddenNames, prepareAnswer, updateItemState } from './finish-item';
import { type AnswerImport, readImportedAnswers } from './read-imported-answers';
import { isIdenticalRetrieval } from './retrieval-identity';
import { lockStudy } from './store';
import type { ArmLabel } from './study';

/** Largest file of answers, in characters. */
export const largestImport = 64 * 1024 * 1024;

/**
 * Fills one arm of a study with answers made elsewhere, replacing what that arm had.
 *
 * @param content  JSON Lines or CSV, see `readImportedAnswers`
 * @returns        what was taken and what was not, line by line
 * @throws {Conflict} if the study is open or closed, or its answers are generated here
 * @throws {PayloadTooLarge}
 */
export async function importAnswers(
  actor: Actor,
  studyId: string,
  arm: ArmLabel,
  content: string,
): Promise<AnswerImport['report']> {
  requireRole(actor, 'operator');
  if (content.length > largestImport) throw new PayloadTooLarge('The file of answers is larger than 64 MB.');
  return transaction(async (tx) => {
    const study = await lockStudy(tx, studyId, 'draft', 'generating');
    const { depth, identityRule, generator } = study.settings;
    if (generator.kind !== 'imported') throw new Conflict('The answers of this study are generated here.');
    const items = await tx.studyItem.findMany({ where: { studyId, kind: 'main' }, include: { answers: true } });
    const { answers, report } = readImportedAnswers(
      content,
      items.map((item) => item.queryId),
    );
    const byQuery = new Map(answers.map((answer) => [answer.queryId, answer]));
    const names = hiddenNames(study.arms, study.settings);
    for (const item of items) {
      const answer = byQuery.get(item.queryId);
      const prepared = answer ? prepareAnswer(answer.text, [], names) : undefined;
      const isUsable = prepared !== undefined && prepared.problem === undefined;
      const message = answer ? 'Nothing of the answer can be judged.' : 'The file has no answer for this query.';
      await tx.studyAnswer.updateMany({
        where: { itemId: item.id, arm },
        data: {
          state: isUsable ? 'ready' : 'failed',
          raw: answer?.text ?? null,
          text: isUsable ? prepared.text : null,
          documentIds: answer?.documentIds ?? [],
          usage: { model: 'imported' },
          error: isUsable ? {} : { kind: answer ? 'empty' : 'no_documents', message, isRetryable: false },
          finishedAt: systemClock.now(),
        },
      });
      const other = item.answers.find((candidate) => candidate.arm !== arm)?.documentIds;
      if (isUsable && isIdenticalRetrieval(answer?.documentIds ?? [], stringList(other), depth, identityRule)) {
        await tx.studyItem.update({ where: { id: item.id }, data: { state: 'identical' } });
      } else await updateItemState(tx, item.id, names);
    }
    await tx.study.update({ where: { id: studyId }, data: { state: 'generating' } });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'study.import_answers',
      subjectType: 'study',
      subjectId: studyId,
      data: { arm, accepted: report.accepted, rows: report.rows, fileHash: sha256(content) },
    });
    return report;
  });
}

const stringList = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
