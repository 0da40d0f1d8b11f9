import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import type { Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { Conflict, InvalidInput, NotFound } from '@/lib/foundation/errors';
import { randomId } from '@/lib/foundation/random';
import { enqueueJob } from '@/lib/jobs/enqueue-job';
import { buildIndexJob } from './build-index.job';

export type BuildIndexInput = {
  checkpointId: string;
  corpusHash: string;
  /** builds again although a finished one is there, for files that were damaged or lost */
  isRebuild?: boolean | undefined;
};

/**
 * Starts the job that embeds a corpus with an embedder. A finished index is left as it is; one whose build was stopped is
 * taken up where it stopped.
 *
 * @returns the index, and the job that builds it: null when it is finished already
 * @throws {NotFound} for an unknown checkpoint or corpus @throws {InvalidInput} if the checkpoint is no embedder
 * @throws {Conflict} if it is being built at this moment, or the checkpoint is archived
 */
export async function buildIndex(
  actor: Actor,
  input: BuildIndexInput,
): Promise<{ indexId: string; jobId: string | null }> {
  requireRole(actor, 'operator');
  return transaction(async (tx) => {
    const { checkpoint, corpus } = await findParts(tx, input);
    const known = await tx.index.findUnique({
      where: { checkpointId_corpusHash: { checkpointId: checkpoint.id, corpusHash: corpus.hash } },
    });
    if (known?.state === 'ready' && !input.isRebuild) return { indexId: known.id, jobId: null };
    const indexId = known?.id ?? randomId();
    const jobId = await enqueueJob(
      tx,
      buildIndexJob,
      { indexId },
      { actor, subjectType: 'index', subjectId: indexId, dedupeKey: `index:${indexId}` },
    );
    const fresh = { state: 'building', jobId, embedderHash: checkpoint.contentHash, documents: corpus.documentCount };
    if (known) await tx.index.update({ where: { id: indexId }, data: fresh });
    else {
      await tx.index.create({
        data: {
          id: indexId,
          checkpointId: checkpoint.id,
          corpusHash: corpus.hash,
          createdBy: actorId(actor),
          ...fresh,
        },
      });
    }
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'index.build',
      subjectType: 'index',
      subjectId: indexId,
      data: { checkpoint: checkpoint.contentHash, corpus: corpus.hash, jobId, isRebuild: input.isRebuild ?? false },
    });
    return { indexId, jobId };
  });
}

async function findParts(tx: Tx, { checkpointId, corpusHash }: BuildIndexInput) {
  const checkpoint = await tx.checkpoint.findUnique({ where: { id: checkpointId } });
  if (!checkpoint) throw new NotFound('There is no such checkpoint.');
  if (checkpoint.component !== 'embedder') {
    throw new InvalidInput('Only embedders have indexes; this checkpoint is a reranker.');
  }
  if (checkpoint.archivedAt) throw new Conflict('This checkpoint is archived. Take it out of the archive first.');
  const corpus = await tx.corpus.findUnique({ where: { hash: corpusHash } });
  if (!corpus) throw new NotFound('There is no such corpus.');
  return { checkpoint, corpus };
}
