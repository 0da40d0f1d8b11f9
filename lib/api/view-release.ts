import type { Actor } from '@/lib/auth/actor';
import type { ComponentRef, Configuration } from '@/lib/contracts/configuration';
import type { Finding, Move, Release, ReleaseRecord } from '@/lib/contracts/releases';
import { db } from '@/lib/db/client';
import { NotFound } from '@/lib/foundation/errors';
import type { HistoryMove } from '@/lib/releases/history';
import { listMoves, listReleases } from '@/lib/releases/history';
import { previewGate } from '@/lib/releases/promote-release';
import { type ReleaseRecord as ReleaseRow, readLivePointer } from '@/lib/releases/store';
import type { ConfigurationSpec } from '@/lib/retrieval/configuration';
import type { HostStatus } from '@/lib/serving/host-supervisor';
import { type ActorNames, readActorNames } from './view-actor';

/** Checkpoints by id, as they are named in configurations. */
export type ComponentRefs = (checkpointId: string) => ComponentRef;

/** The names of checkpoints; one that is gone is named by its id. */
export async function readComponentRefs(ids: readonly string[]): Promise<ComponentRefs> {
  const rows = await db().checkpoint.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true, component: true, stage: true },
  });
  const known = new Map(
    rows.map((row): [string, ComponentRef] => [
      row.id,
      { ...row, component: row.component === 'reranker' ? 'reranker' : 'embedder' },
    ]),
  );
  return (id) => known.get(id) ?? { id, name: id, component: 'embedder', stage: 'unknown' };
}

export const checkpointIdsOf = (spec: ConfigurationSpec): string[] => [
  ...spec.embedders.map((embedder) => embedder.checkpointId),
  ...(spec.reranker ? [spec.reranker.checkpointId] : []),
];

const viewConfiguration = (row: ReleaseRow, refOf: ComponentRefs): Configuration => ({
  id: row.configurationId,
  hash: row.configurationHash,
  name: row.configurationName,
  spec: row.spec,
  checkpoints: checkpointIdsOf(row.spec).map(refOf),
});

type NodeRow = { id: string; hosts: unknown; seenAt: Date; startedAt: Date };

function hostsOf(releaseId: string, nodes: readonly NodeRow[]): Release['hosts'] {
  return nodes.flatMap((node) =>
    (node.hosts as HostStatus[])
      .filter((host) => host.id === releaseId)
      .map((host) => ({
        node: node.id,
        role: host.role as Release['hosts'][number]['role'],
        state: host.state,
        residentBytes: null,
        since: node.startedAt.toISOString(),
        problem: host.error,
      })),
  );
}

/** Web nodes that were seen in the last twenty seconds. */
export async function aliveNodes(): Promise<NodeRow[]> {
  return db().$queryRaw<
    NodeRow[]
  >`SELECT id, hosts, "seenAt", "startedAt" FROM "WebNode" WHERE "seenAt" > now() - interval '20 seconds'`;
}

type Listed = Awaited<ReturnType<typeof listReleases>>[number];

function viewRelease(row: Listed, refOf: ComponentRefs, nameOf: ActorNames, nodes: readonly NodeRow[]): Release {
  const hosts = hostsOf(row.id, nodes);
  const isWarm = row.state !== 'live' && hosts.some((host) => host.role === 'warm' && host.state === 'ready');
  return {
    id: row.id,
    number: row.number,
    state: isWarm ? 'warm' : row.state,
    configuration: viewConfiguration(row, refOf),
    reason: row.reason,
    findings: row.evidence.map((finding): Finding => ({ ...finding, attachedBy: nameOf(finding.attachedBy) })),
    isSample: row.isSample,
    createdBy: nameOf(row.createdBy),
    createdAt: row.createdAt.toISOString(),
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
    hosts,
  };
}

/** All releases as the console shows them. */
export async function viewReleases(actor: Actor): Promise<{ pointerVersion: number; releases: Release[] }> {
  const rows = await listReleases(actor);
  const [refOf, nameOf, nodes, pointer] = await Promise.all([
    readComponentRefs(rows.flatMap((row) => checkpointIdsOf(row.spec))),
    readActorNames(rows.flatMap((row) => [row.createdBy, ...row.evidence.map((finding) => finding.attachedBy)])),
    aliveNodes(),
    readLivePointer(),
  ]);
  return { pointerVersion: pointer.version, releases: rows.map((row) => viewRelease(row, refOf, nameOf, nodes)) };
}

export async function viewMoves(actor: Actor): Promise<Move[]> {
  const moves = await listMoves(actor);
  const nameOf = await readActorNames(moves.map((move) => move.actor));
  return moves.map((move) => viewMove(move, nameOf));
}

const viewMove = (move: HistoryMove, nameOf: ActorNames): Move => ({
  version: move.version,
  at: move.at.toISOString(),
  kind: move.kind === 'rollback' ? 'rollback' : 'promote',
  from: move.from,
  to: move.to,
  actor: nameOf(move.actor),
  reason: move.reason,
});

/** One release with its indexes, its gate as it stands now, its moves and the applications it answers. @throws {NotFound} */
export async function viewReleaseRecord(actor: Actor, idOrNumber: string): Promise<ReleaseRecord> {
  const { pointerVersion, releases } = await viewReleases(actor);
  const release = releases.find((candidate) => candidate.id === idOrNumber || String(candidate.number) === idOrNumber);
  const row = (await listReleases(actor)).find((candidate) => candidate.id === release?.id);
  if (!release || !row) throw new NotFound('There is no such release.');
  const [refOf, indexes, moves, gate, applications] = await Promise.all([
    readComponentRefs(row.bindings.indexes.map((index) => index.checkpointId)),
    db().index.findMany({
      where: { id: { in: row.bindings.indexes.map((index) => index.indexId) } },
      include: { corpus: { select: { name: true } } },
    }),
    viewMoves(actor),
    previewGate(actor, release.id),
    db().application.findMany({ where: { archivedAt: null } }),
  ]);
  return {
    ...release,
    pointerVersion,
    indexes: row.bindings.indexes.map((binding) => {
      const index = indexes.find((candidate) => candidate.id === binding.indexId);
      return {
        checkpoint: refOf(binding.checkpointId),
        corpus: { hash: binding.corpusHash, name: index?.corpus.name ?? binding.corpusHash.slice(0, 8) },
        indexId: binding.indexId,
        manifestHash: binding.manifestHash,
        state: (index?.state ?? 'missing') as ReleaseRecord['indexes'][number]['state'],
      };
    }),
    gate,
    moves: moves.filter((move) => move.to.id === release.id || move.from?.id === release.id),
    applications: applications.flatMap((application) => answersFor(application, release)),
  };
}

function answersFor(
  application: {
    id: string;
    slug: string;
    name: string;
    pinnedReleaseId: string | null;
    canaryReleaseId: string | null;
    canaryPercent: number;
  },
  release: Release,
): ReleaseRecord['applications'] {
  const { id, slug, name } = application;
  if (application.pinnedReleaseId)
    return application.pinnedReleaseId === release.id ? [{ id, slug, name, via: 'pinned' }] : [];
  if (application.canaryReleaseId === release.id && application.canaryPercent > 0)
    return [{ id, slug, name, via: 'canary' }];
  return release.state === 'live' ? [{ id, slug, name, via: 'live' }] : [];
}

/** Every move, and with a moment what was live then. */
export async function viewHistory(
  actor: Actor,
  at: string | undefined,
): Promise<{ moves: Move[]; liveAt: { at: string; release: Release | null } | null }> {
  const moves = await viewMoves(actor);
  if (at === undefined) return { moves, liveAt: null };
  const move = moves.find((candidate) => new Date(candidate.at) <= new Date(at));
  const release = move
    ? (await viewReleases(actor)).releases.find((candidate) => candidate.id === move.to.id)
    : undefined;
  return { moves, liveAt: { at, release: release ?? null } };
}
