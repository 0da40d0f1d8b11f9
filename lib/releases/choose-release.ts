import { sha256 } from '@/lib/foundation/hash';

/** What decides which release answers a request of one application. */
export type RoutingFacts = {
  applicationId: string;
  pinnedReleaseId: string | null;
  canaryReleaseId: string | null;
  /** share of sticky keys that get the canary, in percent, 0 to 100 */
  canaryPercent: number;
  liveReleaseId: string | null;
};

export type Routing = { releaseId: string; reason: 'pinned' | 'canary' | 'live' };

/**
 * Which release answers: the pin, else the canary for its share of sticky keys, else what is live. The same key always
 * gets the same side while share and canary stay the same, and raising the share only adds keys.
 *
 * @param stickyKey what must not jump between releases: a session or person of the application, else the query itself
 * @returns undefined if nothing is live and nothing pinned
 */
export function chooseRelease(facts: RoutingFacts, stickyKey: string): Routing | undefined {
  if (facts.pinnedReleaseId) return { releaseId: facts.pinnedReleaseId, reason: 'pinned' };
  if (facts.canaryReleaseId && bucketOf(facts.applicationId, facts.canaryReleaseId, stickyKey) < facts.canaryPercent) {
    return { releaseId: facts.canaryReleaseId, reason: 'canary' };
  }
  return facts.liveReleaseId ? { releaseId: facts.liveReleaseId, reason: 'live' } : undefined;
}

/** A point in [0, 100), uniform over keys, from the first 32 bits of a hash. */
function bucketOf(applicationId: string, releaseId: string, stickyKey: string): number {
  const digest = sha256(`${applicationId}\n${releaseId}\n${stickyKey}`);
  return (Number.parseInt(digest.slice(0, 8), 16) / 2 ** 32) * 100;
}
