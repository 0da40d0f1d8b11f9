import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import { transaction } from '@/lib/db/transaction';
import { Conflict, Internal } from '@/lib/foundation/errors';
import { enqueueJob } from '@/lib/jobs/enqueue-job';
import { generateAnswersJob } from './generate-answers.job';
import { lockStudy } from './store';

/** Enqueueing reads only kind and payload of the definition. */
const definition = generateAnswersJob(() => {
  throw new Internal('The job was run where nothing can retrieve.');
});

/**
 * Starts to make answers, or tries the failed ones again.
 *
 * @returns the id of the job
 * @throws {Conflict} if the study is open or closed, its answers are imported, or the job is running
 */
export async function startGeneration(actor: Actor, studyId: string): Promise<string> {
  requireRole(actor, 'operator');
  return transaction(async (tx) => {
    const study = await lockStudy(tx, studyId, 'draft', 'generating');
    if (study.settings.generator.kind === 'imported') {
      throw new Conflict('The answers of this study are imported, not generated.');
    }
    const jobId = await enqueueJob(
      tx,
      definition,
      { studyId },
      {
        actor,
        subjectType: 'study',
        subjectId: studyId,
        dedupeKey: `study.generate-answers:${studyId}`,
      },
    );
    await tx.studyAnswer.updateMany({ where: { item: { studyId }, state: 'failed' }, data: { state: 'waiting' } });
    await tx.studyItem.updateMany({ where: { studyId, kind: 'main', state: 'failed' }, data: { state: 'waiting' } });
    await tx.study.update({ where: { id: studyId }, data: { state: 'generating', jobId } });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'study.generate',
      subjectType: 'study',
      subjectId: studyId,
      data: { jobId },
    });
    return jobId;
  });
}
