import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { Uncomputable } from '@/lib/foundation/errors';
import { isIdenticalRetrieval } from './retrieval-identity';
import type { StudyRetriever } from './retriever';
import { findStudy } from './store';
import { yieldEstimate } from './yield-estimate';

/** Queries that the trial retrieval looks at, unless told otherwise. */
const usualTrial = 40;

/**
 * How many queries of a draft people will have to judge, from retrieving some of them with both arms; before anything is
 * generated.
 *
 * @throws {Uncomputable} if the answers are imported, so that nothing can be retrieved
 */
export async function estimateYield(
  actor: Actor,
  studyId: string,
  retriever: StudyRetriever,
  signal: AbortSignal,
  trial = usualTrial,
) {
  requireRole(actor, 'operator');
  const study = await findStudy(db(), studyId);
  const { depth, identityRule, generator } = study.settings;
  if (generator.kind === 'imported') throw new Uncomputable('Imported answers cannot be retrieved again.');
  const total = await db().studyItem.count({ where: { studyId, kind: 'main' } });
  const items = await db().studyItem.findMany({
    where: { studyId, kind: 'main' },
    // Ids are random, so their order is a random sample that stays the same.
    orderBy: { id: 'asc' },
    take: trial,
    select: { question: true },
  });
  let identical = 0;
  for (const { question } of items) {
    signal.throwIfAborted();
    const a = await retriever.retrieve(study.arms.arm_a, question, depth, signal);
    const b = await retriever.retrieve(study.arms.arm_b, question, depth, signal);
    const [left, right] = [a.documents.map(({ id }) => id), b.documents.map(({ id }) => id)];
    if (isIdenticalRetrieval(left, right, depth, identityRule)) identical++;
  }
  if (items.length === 0) throw new Uncomputable('The study has no queries.');
  return yieldEstimate(identical, items.length, total);
}
