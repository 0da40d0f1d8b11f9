import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import { db, type Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { env } from '@/lib/foundation/env';
import { Conflict } from '@/lib/foundation/errors';
import { enqueueJob } from '@/lib/jobs/enqueue-job';
import { installSampleJob } from './install-sample.job';
import { findSampleState, sampleSettingKey } from './sample-state';

/**
 * Queues the installation of the sample workspace and returns the id of its job. What is there already is kept, so it may
 * be asked for again after a failure.
 *
 * @throws {Conflict} while it is being installed
 */
export async function requestSampleInstall(actor: Actor): Promise<string> {
  requireRole(actor, 'operator');
  return transaction(async (tx) => {
    const jobId = await enqueueJob(tx, installSampleJob, {}, { actor, subjectType: 'sample', dedupeKey: 'sample' });
    await recordChoice(tx, actor, { choice: 'installed', jobId });
    return jobId;
  });
}

/** Starts with an empty workspace. @throws {Conflict} once the sample is here: then it can be removed */
export async function chooseEmptyWorkspace(actor: Actor): Promise<void> {
  requireRole(actor, 'operator');
  const { state } = await findSampleState();
  if (state === 'installing' || state === 'installed') {
    throw new Conflict('The sample is here already.', { hint: 'Remove it under Settings.' });
  }
  await transaction((tx) => recordChoice(tx, actor, { choice: 'empty' }));
}

/** With MIXSTAGE_SAMPLE=install an empty workspace gets the sample at its first start, without a question. */
export async function installSampleUnattended(actor: Actor): Promise<string | undefined> {
  if (env().MIXSTAGE_SAMPLE !== 'install') return undefined;
  if ((await findSampleState()).state !== 'undecided' || (await db().dataset.count()) > 0) return undefined;
  return requestSampleInstall(actor);
}

/** Keeps what was chosen, in the transaction of the choice. */
export async function recordChoice(
  tx: Tx,
  actor: Actor,
  value: { choice: 'installed' | 'empty' | 'removed'; jobId?: string },
): Promise<void> {
  const updatedBy = actorId(actor);
  await tx.setting.upsert({
    where: { key: sampleSettingKey },
    create: { key: sampleSettingKey, value, updatedBy },
    update: { value, updatedBy },
  });
  await appendAudit(tx, { actor: updatedBy, action: `sample.${value.choice}`, subjectType: 'sample', data: value });
}
