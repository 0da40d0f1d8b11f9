import { z } from 'zod';
import { systemActor } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { systemClock } from '@/lib/foundation/clock';
import { MixstageError, toMixstageError, Unavailable } from '@/lib/foundation/errors';
import { randomId } from '@/lib/foundation/random';
import type { HostStarter, MoveOutcome } from '@/lib/releases/move-pointer';
import { promoteRelease } from '@/lib/releases/promote-release';
import { rollBackRelease } from '@/lib/releases/roll-back-release';

const promoteSchema = z.object({
  releaseId: z.string(),
  reason: z.string(),
  expectedVersion: z.number().optional(),
  overrides: z.array(z.string()).optional(),
});
const rollbackSchema = z.object({
  toReleaseId: z.string().optional(),
  component: z.enum(['embedder', 'reranker']).optional(),
  reason: z.string(),
  expectedVersion: z.number().optional(),
});

/** What the command line asks of a web node. */
export type NodeOrder =
  | { kind: 'promote'; payload: z.infer<typeof promoteSchema> }
  | { kind: 'rollback'; payload: z.infer<typeof rollbackSchema> };

/** An order that no node took or finished by then is withdrawn. */
const orderTimeoutMs = 200_000;
const aliveMs = 20_000;

/** Whether a web node has been seen lately. */
export async function isNodeAlive(): Promise<boolean> {
  return (await db().webNode.count({ where: { seenAt: { gt: new Date(systemClock.nowMs() - aliveMs) } } })) > 0;
}

/**
 * Does an order through a running web node and waits for the outcome; with none running it is done here as a cold move
 * of the pointer (`host: 'cold'` in the outcome).
 */
export async function orderMove(order: NodeOrder, actorName = 'command line'): Promise<MoveOutcome> {
  if (!(await isNodeAlive())) return carryOut(order, actorName, undefined);
  const id = randomId();
  await db().nodeRequest.create({ data: { id, kind: order.kind, payload: order.payload, actor: actorName } });
  const deadlineMs = systemClock.nowMs() + orderTimeoutMs;
  while (systemClock.nowMs() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    const row = await db().nodeRequest.findUniqueOrThrow({ where: { id } });
    if (row.state === 'done') return row.result as MoveOutcome;
    if (row.state === 'refused') {
      const { code, message, details } = row.result as Pick<MixstageError, 'code' | 'message' | 'details'>;
      throw new MixstageError(code, message, details);
    }
  }
  const withdrawn = await db().nodeRequest.updateMany({ where: { id, state: 'waiting' }, data: { state: 'refused' } });
  throw new Unavailable(
    withdrawn.count > 0
      ? 'No web node took the order. Nothing was changed.'
      : 'The web node has not answered in time. Look at the history before you try again.',
  );
}

/** Takes and carries out one waiting order, if there is one; of several nodes one gets it. */
export async function answerNodeRequests(node: HostStarter & { id: string }): Promise<void> {
  const [order] = await db().$queryRaw<{ id: string; kind: string; payload: unknown; actor: string }[]>`
    UPDATE "NodeRequest" SET state = 'taken', "takenBy" = ${node.id}
    WHERE id = (SELECT id FROM "NodeRequest" WHERE state = 'waiting' AND "createdAt" > now() - interval '5 minutes' ORDER BY "createdAt" LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, kind, payload, actor`;
  if (!order) return;
  try {
    const outcome = await carryOut(parseOrder(order), order.actor, node);
    await settle(order.id, 'done', outcome);
  } catch (error) {
    const { code, message, details } = toMixstageError(error);
    await settle(order.id, 'refused', { code, message, details });
  }
}

function parseOrder(order: { kind: string; payload: unknown }): NodeOrder {
  if (order.kind === 'promote') return { kind: 'promote', payload: promoteSchema.parse(order.payload) };
  return { kind: 'rollback', payload: rollbackSchema.parse(order.payload) };
}

function carryOut(order: NodeOrder, actorName: string, hosts: HostStarter | undefined): Promise<MoveOutcome> {
  const actor = systemActor(actorName);
  return order.kind === 'promote'
    ? promoteRelease(actor, order.payload, hosts)
    : rollBackRelease(actor, order.payload, hosts);
}

async function settle(id: string, state: 'done' | 'refused', result: unknown): Promise<void> {
  await db().nodeRequest.update({
    where: { id },
    data: { state, result: JSON.parse(JSON.stringify(result)), finishedAt: systemClock.now() },
  });
}
