import { type Actor, requireRole } from '@/lib/auth/actor';
import type { CreateRelease, Moved, RollBack } from '@/lib/contracts/releases';
import { transaction } from '@/lib/db/transaction';
import { monotonicMs } from '@/lib/foundation/clock';
import { insertRelease } from '@/lib/releases/create-release';
import type { MoveOutcome } from '@/lib/releases/move-pointer';
import { nameOfSpec } from '@/lib/releases/name-of-spec';
import { promoteRelease } from '@/lib/releases/promote-release';
import { rollBackRelease } from '@/lib/releases/roll-back-release';
import { insertConfiguration } from '@/lib/retrieval/save-configuration';
import { webNode } from '@/lib/serving/web-node';

/** Saves the mix and makes it a candidate, both or neither. */
export async function createCandidate(actor: Actor, body: CreateRelease): Promise<{ id: string; number: number }> {
  requireRole(actor, 'operator');
  const name = body.name ?? (await nameOfSpec(body.spec));
  return transaction(async (tx) => {
    const configuration = await insertConfiguration(tx, actor, { name, spec: body.spec });
    return insertRelease(tx, actor, { configurationId: configuration.id, reason: body.reason });
  });
}

const toMoved = (outcome: MoveOutcome, startedMs: number): Moved => ({
  version: outcome.version,
  releaseId: outcome.releaseId,
  number: outcome.number,
  tookMs: Math.round(monotonicMs() - startedMs),
  isCold: outcome.host === 'cold',
});

/** Promotes through the node that this request reached. */
export async function promoteNow(
  actor: Actor,
  releaseId: string,
  body: { expectedVersion: number; reason: string; overrides?: string[] | undefined },
): Promise<Moved> {
  requireRole(actor, 'operator');
  const startedMs = monotonicMs();
  return toMoved(await promoteRelease(actor, { ...body, releaseId }, webNode()), startedMs);
}

/** Rolls back through the node that this request reached. */
export async function rollBackNow(actor: Actor, body: RollBack): Promise<Moved> {
  requireRole(actor, 'operator');
  const startedMs = monotonicMs();
  return toMoved(await rollBackRelease(actor, body, webNode()), startedMs);
}
