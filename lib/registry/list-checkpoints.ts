import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import type { Checkpoint } from './checkpoint';
import { type CheckpointFilter, findCheckpoint, listCheckpointRows } from './store';

/** Registered checkpoints, newest first; archived ones only when asked for. */
export async function listCheckpoints(actor: Actor, filter: CheckpointFilter = {}): Promise<Checkpoint[]> {
  requireRole(actor, 'operator', 'stakeholder');
  return listCheckpointRows(db(), filter);
}

/** One checkpoint by id, exact name or first digits of its content hash. @throws {NotFound} @throws {Conflict} if several match */
export async function getCheckpoint(actor: Actor, idOrName: string): Promise<Checkpoint> {
  requireRole(actor, 'operator', 'stakeholder');
  return findCheckpoint(db(), idOrName);
}
