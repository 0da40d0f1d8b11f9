import type { Actor } from '@/lib/auth/actor';
import { type Checkpoint, type CheckpointRecord, checksSchema } from '@/lib/contracts/checkpoints';
import { db, type Tx } from '@/lib/db/client';
import type { Checkpoint as CheckpointOfRoom } from '@/lib/registry/checkpoint';
import { getCheckpoint, listCheckpoints } from '@/lib/registry/list-checkpoints';
import { findReleases, readLivePointer } from '@/lib/releases/store';
import { type ActorNames, readActorNames } from './view-actor';
import { checkpointIdsOf } from './view-release';

/** The figure that a training recorded for its checkpoint, to be shown beside the name. */
function figureOf(lineage: unknown): Checkpoint['figure'] {
  const figures = (lineage as { dev?: Record<string, unknown> } | null)?.dev;
  const found = Object.entries(figures ?? {}).find((entry): entry is [string, number] => typeof entry[1] === 'number');
  return found ? { measure: found[0], value: found[1] } : null;
}

function viewCheckpoint(row: CheckpointOfRoom, liveIds: ReadonlySet<string>, nameOf: ActorNames): Checkpoint {
  return {
    id: row.id,
    name: row.name,
    component: row.component,
    stage: row.stage,
    source: row.source === 'remote' ? 'remote' : 'onnx',
    contentHash: row.contentHash,
    baseModel: row.baseModel,
    adapterCount: row.adapters.length,
    sizeBytes: row.files.reduce((sum, file) => sum + file.sizeBytes, 0),
    parentId: row.parentId,
    isSample: row.isSample,
    isLive: liveIds.has(row.id),
    figure: figureOf(row.lineage),
    createdBy: nameOf(row.createdBy),
    createdAt: row.createdAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  };
}

async function readLiveIds(): Promise<Set<string>> {
  const { releaseId } = await readLivePointer();
  const live = (await findReleases(db())).find((release) => release.id === releaseId);
  return new Set(live ? checkpointIdsOf(live.spec) : []);
}

/** All checkpoints, archived ones included. */
export async function viewCheckpoints(actor: Actor): Promise<Checkpoint[]> {
  const rows = await listCheckpoints(actor, { includesArchived: true });
  const [liveIds, nameOf] = await Promise.all([readLiveIds(), readActorNames(rows.map((row) => row.createdBy))]);
  return rows.map((row) => viewCheckpoint(row, liveIds, nameOf));
}

/** One checkpoint with its files, lineage, indexes and releases. @throws {NotFound} */
export async function viewCheckpointRecord(actor: Actor, idOrName: string): Promise<CheckpointRecord> {
  const row = await getCheckpoint(actor, idOrName);
  const [family, liveIds, nameOf, indexes, releases, pointer] = await Promise.all([
    listCheckpoints(actor, { includesArchived: true }),
    readLiveIds(),
    readActorNames([row.createdBy]),
    db().index.findMany({ where: { checkpointId: row.id }, include: { corpus: { select: { name: true } } } }),
    findReleases(db()),
    readLivePointer(),
  ]);
  return {
    ...viewCheckpoint(row, liveIds, nameOf),
    files: row.files,
    tokenizerHash: row.tokenizerHash,
    config: row.config,
    adapters: row.adapters.map((adapter) => ({ ...adapter, checkpointId: adapter.checkpointId ?? null })),
    checks: checksSchema.parse(row.checks),
    lineage: (row.lineage ?? null) as CheckpointRecord['lineage'],
    ancestors: ancestorsOf(row, family),
    children: family.filter((other) => other.parentId === row.id).map(relative),
    indexes: indexes.map((index) => ({
      id: index.id,
      corpusName: index.corpus.name,
      state: index.state as 'building' | 'ready' | 'failed',
    })),
    releases: releases
      .filter((release) => checkpointIdsOf(release.spec).includes(row.id))
      .map((release) => ({ id: release.id, number: release.number, isLive: release.id === pointer.releaseId })),
    licence: row.licence,
    note: row.note,
  };
}

const relative = ({ id, name, component, stage }: CheckpointOfRoom) => ({ id, name, component, stage });

function ancestorsOf(row: CheckpointOfRoom, family: readonly CheckpointOfRoom[]) {
  const ancestors: CheckpointOfRoom[] = [];
  let parentId = row.parentId;
  while (parentId !== null && ancestors.length < 100) {
    const parent = family.find((candidate) => candidate.id === parentId);
    if (!parent || ancestors.includes(parent)) break;
    ancestors.unshift(parent);
    parentId = parent.parentId;
  }
  return ancestors.map(relative);
}

/** Why a checkpoint may not be put away now: the live release and those that applications are bound to need it. */
export async function checkpointUse(tx: Tx, checkpointId: string): Promise<string | undefined> {
  const pointer = await readLivePointer(tx);
  const applications = await tx.application.findMany({
    where: { archivedAt: null },
    select: { name: true, pinnedReleaseId: true, canaryReleaseId: true },
  });
  for (const release of await findReleases(tx)) {
    if (!checkpointIdsOf(release.spec).includes(checkpointId)) continue;
    if (release.id === pointer.releaseId) return `release ${release.number}, which is live, needs it.`;
    const bound = applications.find(
      (application) => application.pinnedReleaseId === release.id || application.canaryReleaseId === release.id,
    );
    if (bound) return `${bound.name} is bound to release ${release.number}, which needs it.`;
  }
  return undefined;
}
