import { type Actor, requireRole } from '@/lib/auth/actor';
import { transaction } from '@/lib/db/transaction';
import { InvalidInput } from '@/lib/foundation/errors';
import { contentHash } from '@/lib/foundation/hash';
import { enqueueJob } from '@/lib/jobs/enqueue-job';
import { type EvaluationTask, evaluationJob, evaluationTaskSchema } from './evaluation.job';
import { loadQuerySet } from './query-set';

/**
 * Queues an evaluation (component, grid, advice, operating point) and returns the id of its job. What is wrong with the
 * request is said now, not by the job.
 *
 * @throws {InvalidInput} naming every field that is wrong, or for an unknown split @throws {NotFound} for an unknown version
 * @throws {Conflict} if the same evaluation is waiting or running
 */
export async function requestEvaluation(actor: Actor, input: EvaluationTask): Promise<string> {
  requireRole(actor, 'operator');
  const parsed = evaluationTaskSchema.safeParse(input);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    throw new InvalidInput('The evaluation is not complete.', { issues });
  }
  const { versionId, split } = parsed.data.request;
  return transaction(async (tx) => {
    await loadQuerySet(tx, versionId, split);
    return enqueueJob(tx, evaluationJob, parsed.data, {
      actor,
      subjectType: 'dataset-version',
      subjectId: versionId,
      dedupeKey: `evaluation:${contentHash(parsed.data)}`,
    });
  });
}
