/** The facts that decide which releases a web node keeps loaded. */
export type HostingFacts = {
  liveReleaseId: string | null;
  /** what was live before, newest first, without repeats */
  earlierReleaseIds: readonly string[];
  pinnedReleaseIds: readonly string[];
  canaryReleaseIds: readonly string[];
  /** releases being prepared for a promotion right now */
  heldReleaseIds: readonly string[];
};

export type HostRole = 'live' | 'warm' | 'pinned' | 'canary' | 'candidate';

/** Which releases to keep loaded and why: the live one first, one earlier release warm for the rollback, then the rest. */
export function desiredHosts(facts: HostingFacts): Map<string, HostRole> {
  const desired = new Map<string, HostRole>();
  const add = (id: string | null | undefined, role: HostRole) => {
    if (id && !desired.has(id)) desired.set(id, role);
  };
  add(facts.liveReleaseId, 'live');
  add(
    facts.earlierReleaseIds.find((id) => id !== facts.liveReleaseId),
    'warm',
  );
  for (const id of facts.pinnedReleaseIds) add(id, 'pinned');
  for (const id of facts.canaryReleaseIds) add(id, 'canary');
  for (const id of facts.heldReleaseIds) add(id, 'candidate');
  return desired;
}
