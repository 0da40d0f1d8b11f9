import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import { transaction } from '@/lib/db/transaction';
import { env } from '@/lib/foundation/env';
import { Conflict } from '@/lib/foundation/errors';
import { getTraining } from './list-trainings';
import { isTrainingOver } from './training-state';

/**
 * Deletes a training that is over, with its curves and its work folder. The folder holds the full-precision weights that
 * later stages start from, so it stays while a checkpoint of this training is in use.
 *
 * @throws {NotFound} @throws {Conflict} while it runs, or while a checkpoint that it made is not archived
 */
export async function deleteTraining(actor: Actor, id: string, reason: string): Promise<void> {
  requireRole(actor, 'operator');
  const training = await getTraining(actor, id);
  if (!isTrainingOver(training.state)) {
    throw new Conflict('This training is not over. Cancel it first.');
  }
  await transaction(async (tx) => {
    const made = await tx.checkpoint.findMany({
      where: { archivedAt: null, lineage: { path: ['training', 'id'], equals: id } },
      select: { name: true },
    });
    if (made.length > 0) {
      throw new Conflict(
        `Later stages of ${made.map(({ name }) => name).join(', ')} start from what this training keeps. Archive what is no longer needed first.`,
      );
    }
    await tx.training.delete({ where: { id } });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'training.delete',
      subjectType: 'training',
      subjectId: id,
      data: { name: training.name, reason },
    });
  });
  await rm(path.join(env().dataDir, 'trainings', id), { recursive: true, force: true });
}
