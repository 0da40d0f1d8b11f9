import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { findIndexes, findReleasesOfIndexes, type IndexStats, readIndexStats } from './store';

/** An index as people see it. A build that was cancelled or died counts as failed here: nothing works on it any more. */
export type ListedIndex = {
  id: string;
  checkpoint: { id: string; name: string; stage: string };
  corpus: { hash: string; name: string; documentCount: number };
  state: 'building' | 'ready' | 'failed';
  embedderHash: string;
  manifestHash: string | null;
  dimension: number | null;
  documents: number;
  sizeBytes: number | null;
  stats: IndexStats | undefined;
  jobId: string | null;
  /** as the job keeps it: phase, done, total, unit, etaS; null when no job runs */
  progress: unknown;
  /** releases that need it */
  releases: { id: string; number: number }[];
  createdBy: string;
  createdAt: Date;
  builtAt: Date | null;
};

/** All indexes, or those of one checkpoint or corpus, newest first. */
export async function listIndexes(
  actor: Actor,
  filter: { checkpointId?: string; corpusHash?: string } = {},
): Promise<ListedIndex[]> {
  requireRole(actor, 'operator');
  const rows = await findIndexes(db(), filter);
  const releases = await findReleasesOfIndexes(db());
  const jobIds = rows.flatMap(({ state, jobId }) => (state === 'building' && jobId ? [jobId] : []));
  const jobs = await db().job.findMany({
    where: { id: { in: jobIds } },
    select: { id: true, state: true, progress: true },
  });
  return rows.map((row): ListedIndex => {
    const job = jobs.find(({ id }) => id === row.jobId);
    const isWorkedOn = job?.state === 'queued' || job?.state === 'running';
    const isStopped = row.state === 'building' && !isWorkedOn;
    return {
      id: row.id,
      checkpoint: row.checkpoint,
      corpus: row.corpus,
      state: isStopped ? 'failed' : (row.state as ListedIndex['state']),
      embedderHash: row.embedderHash,
      manifestHash: row.manifestHash,
      dimension: row.dimension,
      documents: row.documents,
      sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
      stats: readIndexStats(row.stats),
      jobId: row.jobId,
      progress: isWorkedOn ? job.progress : null,
      releases: releases.get(row.id) ?? [],
      createdBy: row.createdBy,
      createdAt: row.createdAt,
      builtAt: row.builtAt,
    };
  });
}
