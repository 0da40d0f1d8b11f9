import { db } from '@/lib/db/client';
import { NotFound } from '@/lib/foundation/errors';
import { desiredHosts, type HostRole } from '@/lib/releases/desired-hosts';
import { readEarlierLive, readLivePointer } from '@/lib/releases/store';

/** One application as serving needs it. */
export type ServedApplication = {
  id: string;
  slug: string;
  instruction: string;
  corpusHash: string | null;
  budget: number;
  depth: number;
  pinnedReleaseId: string | null;
  canaryReleaseId: string | null;
  canaryPercent: number;
};

/**
 * What a web node knows about routing at one moment. A request reads it once and stays with it to its end, so its answer
 * comes from one release whatever happens meanwhile.
 */
export type RoutingSnapshot = {
  pointerVersion: number;
  liveReleaseId: string | null;
  /** what answers for "live" on this node; behind `liveReleaseId` only while its host is still loading */
  answeringReleaseId: string | null;
  warmReleaseId: string | null;
  applications: ReadonlyMap<string, ServedApplication>;
  /** by id, number and name (`release-7`) */
  releases: ReadonlyMap<string, { id: string; name: string; depth: number; budget: number }>;
  desired: ReadonlyMap<string, HostRole>;
};

export const emptySnapshot: RoutingSnapshot = {
  pointerVersion: -1,
  liveReleaseId: null,
  answeringReleaseId: null,
  warmReleaseId: null,
  applications: new Map(),
  releases: new Map(),
  desired: new Map(),
};

export const releaseName = (number: number): string => `release-${number}`;

/** Reads the snapshot from the database; four small queries. */
export async function readSnapshot(heldReleaseIds: readonly string[]): Promise<RoutingSnapshot> {
  const pointer = await readLivePointer();
  const earlier = await readEarlierLive();
  const applications = await db().application.findMany({ where: { archivedAt: null } });
  const bound = (pick: (application: ServedApplication) => string | null) =>
    applications.map(pick).filter((id): id is string => id !== null);
  const desired = desiredHosts({
    liveReleaseId: pointer.releaseId,
    earlierReleaseIds: earlier,
    pinnedReleaseIds: bound((application) => application.pinnedReleaseId),
    canaryReleaseIds: bound((application) => (application.canaryPercent > 0 ? application.canaryReleaseId : null)),
    heldReleaseIds,
  });
  const releases = await db().release.findMany({
    where: { id: { in: [...desired.keys()] } },
    select: { id: true, number: true, configuration: { select: { spec: true } } },
  });
  const named = releases.map((release) => {
    const point = (release.configuration.spec as { operatingPoint: { budget: number; depth: number } }).operatingPoint;
    return { id: release.id, number: release.number, name: releaseName(release.number), ...point };
  });
  return {
    pointerVersion: pointer.version,
    liveReleaseId: pointer.releaseId,
    answeringReleaseId: pointer.releaseId,
    warmReleaseId: [...desired].find(([, role]) => role === 'warm')?.[0] ?? null,
    applications: new Map(applications.map((application) => [application.id, application])),
    releases: new Map(
      named.flatMap((release) =>
        [release.id, String(release.number), release.name].map((key) => [key, release] as const),
      ),
    ),
    desired,
  };
}

/** The release that a caller named, among those this node has loaded. @throws {NotFound} */
export function requireLoadedRelease(snapshot: RoutingSnapshot, name: string): string {
  const release = snapshot.releases.get(name);
  if (!release)
    throw new NotFound(
      `The release ${name.slice(0, 60)} is not loaded. Only live, warm, canary and pinned releases answer.`,
    );
  return release.id;
}
