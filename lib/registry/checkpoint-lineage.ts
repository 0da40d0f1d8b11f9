import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { NotFound } from '@/lib/foundation/errors';
import type { Checkpoint } from './checkpoint';
import { findCheckpoint, listCheckpointRows } from './store';

export type LineageNode = { checkpoint: Checkpoint; children: LineageNode[] };

/**
 * The family of a checkpoint: the tree below its oldest known ancestor, archived members included.
 *
 * @throws {NotFound} if there is no such checkpoint
 */
export async function readLineage(actor: Actor, idOrName: string): Promise<LineageNode> {
  requireRole(actor, 'operator', 'stakeholder');
  const { id } = await findCheckpoint(db(), idOrName);
  return lineageOf(await listCheckpointRows(db(), { includesArchived: true, limit: 2000 }), id);
}

/** The tree that holds a checkpoint, from records in any order. @throws {NotFound} if it is not among them */
export function lineageOf(checkpoints: readonly Checkpoint[], id: string): LineageNode {
  const byId = new Map(checkpoints.map((checkpoint) => [checkpoint.id, checkpoint]));
  let root = byId.get(id);
  if (!root) throw new NotFound('There is no such checkpoint.');
  // The seen set ends the walk even if somebody edited the database into a circle.
  const seen = new Set<string>();
  while (root.parentId !== null && !seen.has(root.id)) {
    seen.add(root.id);
    const parent = byId.get(root.parentId);
    if (!parent) break;
    root = parent;
  }
  const placed = new Set<string>();
  const build = (checkpoint: Checkpoint): LineageNode => {
    placed.add(checkpoint.id);
    const children = checkpoints.filter(({ parentId, id: child }) => parentId === checkpoint.id && !placed.has(child));
    children.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));
    return { checkpoint, children: children.map(build) };
  };
  return build(root);
}
