import { type Actor, requireRole } from '@/lib/auth/actor';
import type { YieldEstimate } from '@/lib/contracts/studies';
import { estimateYield } from '@/lib/judging/estimate-yield';
import { studyRetrieval } from '@/lib/judging/study-retrieval';
import { trialStudyRetriever } from '@/lib/serving/retrieve-for-study';
import { webNode } from '@/lib/serving/web-node';

/**
 * Retrieves some queries of a draft with both arms on the trial hosts of this web node.
 *
 * @throws {Conflict} if the study has no corpus or an index is missing @throws {Uncomputable} for imported answers
 */
export async function estimateStudyYield(
  actor: Actor,
  studyId: string,
  trial: number,
  signal: AbortSignal,
): Promise<YieldEstimate> {
  requireRole(actor, 'operator');
  const retriever = trialStudyRetriever(webNode().trials, await studyRetrieval(studyId));
  return estimateYield(actor, studyId, retriever, signal, trial);
}
