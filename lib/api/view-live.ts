import { type Actor, requireRole } from '@/lib/auth/actor';
import type { Live } from '@/lib/contracts/live';
import { db } from '@/lib/db/client';
import { findRelease, readLivePointer } from '@/lib/releases/store';
import type { HostStatus } from '@/lib/serving/host-supervisor';
import { aliveNodes, checkpointIdsOf, readComponentRefs } from './view-release';

/** What serves now and how it is, for the strip at the top of every page. */
export async function viewLive(actor: Actor): Promise<Live> {
  requireRole(actor, 'operator', 'stakeholder');
  const pointer = await readLivePointer();
  if (!pointer.releaseId) return { release: null, health: 'unknown' };
  const [release, nodes] = await Promise.all([findRelease(db(), pointer.releaseId), aliveNodes()]);
  const refOf = await readComponentRefs(checkpointIdsOf(release.spec));
  const hosts = nodes.flatMap((node) => (node.hosts as HostStatus[]).filter((host) => host.id === pointer.releaseId));
  return {
    release: {
      id: release.id,
      number: release.number,
      embedders: release.spec.embedders.map((embedder) => refOf(embedder.checkpointId)),
      reranker: release.spec.reranker ? refOf(release.spec.reranker.checkpointId) : null,
      hasBm25: release.spec.bm25 !== null,
      operatingPoint: release.spec.operatingPoint,
      since: (pointer.movedAt ?? release.createdAt).toISOString(),
    },
    health: healthOf(hosts),
  };
}

function healthOf(hosts: readonly HostStatus[]): Live['health'] {
  if (hosts.length === 0) return 'unknown';
  if (hosts.every((host) => host.state === 'ready')) return 'healthy';
  return hosts.some((host) => host.state === 'failed' || host.error) ? 'failing' : 'loading';
}
