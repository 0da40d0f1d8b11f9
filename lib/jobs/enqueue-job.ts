import { type Actor, actorId } from '@/lib/auth/actor';
import type { DbOrTx } from '@/lib/db/client';
import { isUniqueViolation } from '@/lib/db/transaction';
import { Conflict } from '@/lib/foundation/errors';
import { randomId } from '@/lib/foundation/random';
import type { JobDefinition } from './define-job';

export type EnqueueOptions = {
  actor: Actor;
  subjectType?: string;
  subjectId?: string;
  /** while a job with this key is queued or running, a second one is refused */
  dedupeKey?: string;
};

/** Who asked, stored with the job so that its handler can act in that name. */
type StoredActor = Actor;

/**
 * Puts a job into the queue, in the transaction of the change that needs it.
 *
 * @returns the id of the job
 * @throws {InvalidInput} from the payload's schema
 * @throws {Conflict} if a job with the same dedupe key is waiting or running
 */
export async function enqueueJob<Payload>(
  tx: DbOrTx,
  definition: JobDefinition<Payload>,
  payload: Payload,
  options: EnqueueOptions,
): Promise<string> {
  const id = randomId();
  const parsed = definition.payload.parse(payload);
  const stored: { actor: StoredActor; payload: Payload } = { actor: options.actor, payload: parsed };
  try {
    await tx.job.create({
      data: {
        id,
        kind: definition.kind,
        payload: JSON.parse(JSON.stringify(stored)),
        maxAttempts: definition.maxAttempts,
        subjectType: options.subjectType ?? null,
        subjectId: options.subjectId ?? null,
        dedupeKey: options.dedupeKey ?? null,
        createdBy: actorId(options.actor),
      },
    });
  } catch (error) {
    if (isUniqueViolation(error))
      throw new Conflict('The same work is already waiting or running. See it under Jobs.', {}, { cause: error });
    throw error;
  }
  return id;
}
