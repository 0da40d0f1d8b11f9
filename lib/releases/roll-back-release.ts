import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { Conflict } from '@/lib/foundation/errors';
import type { ConfigurationSpec } from '@/lib/retrieval/configuration';
import { insertConfiguration } from '@/lib/retrieval/save-configuration';
import { insertRelease } from './create-release';
import { type HostStarter, type MoveOutcome, movePointer } from './move-pointer';
import { requireReason } from './promote-release';
import { findRelease, readEarlierLive, readLivePointer } from './store';

export type RollBackInput = {
  /** the earlier release; without it the one that was live before this one */
  toReleaseId?: string | undefined;
  /** only this component goes back, the other stays as it is live now */
  component?: 'embedder' | 'reranker' | undefined;
  reason: string;
  expectedVersion?: number | undefined;
};

/**
 * Makes an earlier release live again: the whole of it, or one of its components beside the other as it is live now
 * (which makes a new release of the two). The gate is short: files present and unchanged, indexes bound.
 *
 * @throws {Conflict} if nothing was live before
 */
export async function rollBackRelease(
  actor: Actor,
  input: RollBackInput,
  hosts: HostStarter | undefined,
): Promise<MoveOutcome> {
  requireRole(actor, 'operator');
  const reason = requireReason(input.reason);
  const pointer = await readLivePointer();
  const earlier = (await readEarlierLive()).find((id) => id !== pointer.releaseId);
  const targetId = input.toReleaseId ?? earlier;
  if (!targetId || !pointer.releaseId)
    throw new Conflict('No release was live before this one, so there is nothing to roll back to.');
  const releaseId = input.component
    ? await mixWithLive(actor, pointer.releaseId, targetId, input.component, reason)
    : targetId;
  return movePointer(
    actor,
    releaseId,
    { kind: 'rollback', reason, expectedVersion: input.expectedVersion ?? pointer.version },
    hosts,
  );
}

/** The live configuration with one component taken from an earlier one. */
export function withComponentOf(
  live: ConfigurationSpec,
  earlier: ConfigurationSpec,
  component: 'embedder' | 'reranker',
): ConfigurationSpec {
  return component === 'embedder'
    ? { ...live, embedders: earlier.embedders, bm25: earlier.bm25, fusion: earlier.fusion }
    : { ...live, reranker: earlier.reranker };
}

async function mixWithLive(
  actor: Actor,
  liveId: string,
  earlierId: string,
  component: 'embedder' | 'reranker',
  reason: string,
): Promise<string> {
  const live = await findRelease(db(), liveId);
  const earlier = await findRelease(db(), earlierId);
  const spec = withComponentOf(live.spec, earlier.spec, component);
  return transaction(async (tx) => {
    const name = `${live.configurationName} with the ${component} of release ${earlier.number}`;
    const configuration = await insertConfiguration(tx, actor, { name: name.slice(0, 120), spec });
    const release = await insertRelease(tx, actor, {
      configurationId: configuration.id,
      reason,
      corpusHashes: live.bindings.corpora,
    });
    return release.id;
  });
}
