import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { findReleases, type ReleaseRecord, readLivePointer } from './store';

export type HistoryMove = {
  version: number;
  at: Date;
  kind: string;
  from: { id: string; number: number } | null;
  to: { id: string; number: number };
  actor: string;
  reason: string;
  gate: unknown;
};

/** Every move of the live pointer, newest first, at most 500. */
export async function listMoves(actor: Actor, take = 500): Promise<HistoryMove[]> {
  requireRole(actor, 'operator', 'stakeholder');
  const moves = await db().releaseMove.findMany({ orderBy: { version: 'desc' }, take: Math.min(take, 500) });
  const numbers = new Map(
    (await db().release.findMany({ select: { id: true, number: true } })).map((row) => [row.id, row.number]),
  );
  const named = (id: string) => ({ id, number: numbers.get(id) ?? 0 });
  return moves.map(({ version, at, kind, fromReleaseId, toReleaseId, actor: by, reason, gate }) => ({
    version,
    at,
    kind,
    from: fromReleaseId ? named(fromReleaseId) : null,
    to: named(toReleaseId),
    actor: by,
    reason,
    gate,
  }));
}

/** The move that made live whatever was live at a moment, or undefined if nothing was. */
export async function liveAt(actor: Actor, at: Date): Promise<HistoryMove | undefined> {
  requireRole(actor, 'operator', 'stakeholder');
  const moves = await listMoves(actor);
  return moves.find((move) => move.at <= at);
}

export type ReleaseState = 'live' | 'earlier' | 'candidate' | 'withdrawn';

/** All releases with what they are now; newest first. */
export async function listReleases(actor: Actor): Promise<(ReleaseRecord & { state: ReleaseState })[]> {
  requireRole(actor, 'operator', 'stakeholder');
  const pointer = await readLivePointer();
  const everLive = new Set(
    (await db().releaseMove.findMany({ select: { toReleaseId: true } })).map((move) => move.toReleaseId),
  );
  return (await findReleases(db())).map((release) => ({
    ...release,
    state: stateOf(release, pointer.releaseId, everLive),
  }));
}

function stateOf(release: ReleaseRecord, liveReleaseId: string | null, everLive: ReadonlySet<string>): ReleaseState {
  if (release.id === liveReleaseId) return 'live';
  if (release.withdrawnAt) return 'withdrawn';
  return everLive.has(release.id) ? 'earlier' : 'candidate';
}
