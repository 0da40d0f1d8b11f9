import type { Actor } from '@/lib/auth/actor';
import type { Index, Indexes } from '@/lib/contracts/indexes';
import { jobProgressSchema } from '@/lib/contracts/jobs';
import { db } from '@/lib/db/client';
import { readLivePointer } from '@/lib/releases/store';
import { measuredTextsPerS } from '@/lib/retrieval/estimate-index';
import { type ListedIndex, listIndexes } from '@/lib/retrieval/list-indexes';
import { type ActorNames, readActorNames } from './view-actor';

/** All indexes, and what could be built with the time it would take here. */
export async function viewIndexes(actor: Actor): Promise<Indexes> {
  const rows = await listIndexes(actor);
  const [nameOf, pointer, embedders, corpora] = await Promise.all([
    readActorNames(rows.map((row) => row.createdBy)),
    readLivePointer(),
    db().checkpoint.findMany({
      where: { component: 'embedder', archivedAt: null },
      select: { id: true, name: true, stage: true },
      orderBy: [{ stage: 'asc' }, { name: 'asc' }],
    }),
    db().corpus.findMany({
      where: { documentCount: { gt: 0 }, sizeBytes: { gte: 0 } },
      select: { hash: true, name: true, documentCount: true },
      orderBy: { name: 'asc' },
    }),
  ]);
  const speeds = await Promise.all(embedders.map((embedder) => measuredTextsPerS(db(), embedder.id)));
  return {
    indexes: rows.map((row) => viewIndex(row, nameOf, pointer.releaseId)),
    choice: { embedders: embedders.map((embedder, i) => ({ ...embedder, textsPerS: speeds[i] ?? null })), corpora },
  };
}

function viewIndex(row: ListedIndex, nameOf: ActorNames, liveReleaseId: string | null): Index {
  const { stats, createdBy, createdAt, builtAt, ...facts } = row;
  return {
    ...facts,
    textsPerS: stats?.textsPerS ?? null,
    reusedTexts: stats?.reused ?? null,
    progress: jobProgressSchema.nullable().catch(null).parse(row.progress),
    releases: row.releases.map((release) => ({ ...release, isLive: release.id === liveReleaseId })),
    createdBy: nameOf(createdBy),
    createdAt: createdAt.toISOString(),
    builtAt: builtAt?.toISOString() ?? null,
  };
}
