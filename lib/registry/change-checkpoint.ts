import { z } from 'zod';
import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import type { Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { systemClock } from '@/lib/foundation/clock';
import { Conflict, InvalidInput } from '@/lib/foundation/errors';
import { type Checkpoint, toCheckpoint } from './checkpoint';
import { readCheckpoint, updateCheckpointRow } from './store';

/** The few things about a checkpoint that may change: what people call it and say about it, and whether it is put away. */
export const changeCheckpointSchema = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  note: z.string().max(5000).nullable().optional(),
});
export type CheckpointChange = z.infer<typeof changeCheckpointSchema>;

/** Renames a checkpoint or changes its note. @throws {NotFound} */
export async function changeCheckpoint(actor: Actor, id: string, change: CheckpointChange): Promise<Checkpoint> {
  requireRole(actor, 'operator');
  const parsed = changeCheckpointSchema.safeParse(change);
  if (!parsed.success)
    throw new InvalidInput('A checkpoint has a name of at most 200 and a note of at most 5000 characters.');
  const { name, note } = parsed.data;
  return transaction(async (tx) => {
    const before = await readCheckpoint(tx, id);
    const data = { ...(name === undefined ? {} : { name }), ...(note === undefined ? {} : { note }) };
    const after = await updateCheckpointRow(tx, id, data);
    const isRenamed = name !== undefined && name !== before.name;
    await audit(tx, actor, 'checkpoint.change', id, {
      ...(isRenamed ? { from: before.name, to: name } : {}),
      isNoteChanged: note !== undefined && note !== before.note,
    });
    return toCheckpoint(after);
  });
}

/** Whether something still needs a checkpoint, in words; the rooms that know are above this one and hand this in. */
export type UseCheck = (tx: Tx, checkpointId: string) => Promise<string | undefined>;

/**
 * Puts a checkpoint away: it is no longer offered, its files stay, and what was built with it goes on working.
 *
 * @throws {NotFound} @throws {Conflict} if it is put away already, or `inUse` names a use
 */
export async function archiveCheckpoint(actor: Actor, id: string, inUse?: UseCheck): Promise<Checkpoint> {
  requireRole(actor, 'operator');
  return transaction(async (tx) => {
    const { archivedAt, name } = await readCheckpoint(tx, id);
    if (archivedAt) throw new Conflict(`${name} is archived already.`);
    const use = await inUse?.(tx, id);
    if (use) throw new Conflict(`${name} cannot be archived: ${use}`);
    await audit(tx, actor, 'checkpoint.archive', id, { name });
    return toCheckpoint(await updateCheckpointRow(tx, id, { archivedAt: systemClock.now() }));
  });
}

/** Offers an archived checkpoint again. @throws {NotFound} @throws {Conflict} if it is not archived */
export async function restoreCheckpoint(actor: Actor, id: string): Promise<Checkpoint> {
  requireRole(actor, 'operator');
  return transaction(async (tx) => {
    const { archivedAt, name } = await readCheckpoint(tx, id);
    if (!archivedAt) throw new Conflict(`${name} is not archived.`);
    await audit(tx, actor, 'checkpoint.restore', id, { name });
    return toCheckpoint(await updateCheckpointRow(tx, id, { archivedAt: null }));
  });
}

const audit = (tx: Tx, actor: Actor, action: string, id: string, data: Record<string, unknown>): Promise<void> =>
  appendAudit(tx, { actor: actorId(actor), action, subjectType: 'checkpoint', subjectId: id, data });
