import path from 'node:path';
import { actorId } from '@/lib/auth/actor';
import { openCorpus } from '@/lib/datasets/corpus-files';
import { appendAudit } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { monotonicMs, systemClock } from '@/lib/foundation/clock';
import { Cancelled, Conflict, toMixstageError } from '@/lib/foundation/errors';
import { log } from '@/lib/foundation/log';
import type { JobContext, JobResult } from '@/lib/jobs/define-job';
import { maxEarlierIndexes } from './index-build/row-sources';
import { buildingDirectoryName, indexDirectoryName } from './index-manifest';
import { ensureLexicalIndex } from './lexical-index';
import { verifyVectorIndex } from './open-vector-index';
import { findIndex, type IndexStats } from './store';
import { type EarlierIndex, type IndexEmbedder, writeVectorIndex } from './write-vector-index';

/** How the embedder of a checkpoint is opened: handed in, so that this file needs no models. */
export type IndexBuildPorts = {
  dataDir: string;
  openEmbedder(checkpointId: string): Promise<IndexEmbedder & { close(): Promise<void> }>;
};

/**
 * Builds the index of a job: embeds what no earlier index of the same embedder holds, makes sure that BM25 has its index
 * too, and registers the result. It may be stopped at any moment and is taken up by the next attempt.
 *
 * @throws {Conflict} if another job builds this index by now
 */
export async function runIndexBuild(
  { indexId }: { indexId: string },
  context: JobContext,
  ports: IndexBuildPorts,
): Promise<JobResult> {
  const index = await findIndex(db(), indexId);
  if (index.jobId !== context.jobId) throw new Conflict('Another job builds this index; this one is out of date.');
  await db().index.updateMany({ where: { id: indexId, jobId: context.jobId }, data: { state: 'building' } });
  try {
    return await build(index, context, ports);
  } catch (error) {
    const isStopped = context.signal.aborted || toMixstageError(error).code === 'cancelled';
    // A stopped build goes on later; only a failure is one.
    if (!isStopped) {
      await db().index.updateMany({ where: { id: indexId, jobId: context.jobId }, data: { state: 'failed' } });
    }
    throw error;
  }
}

type IndexRow = Awaited<ReturnType<typeof findIndex>>;

async function build(index: IndexRow, context: JobContext, ports: IndexBuildPorts): Promise<JobResult> {
  const startMs = monotonicMs();
  const { dataDir } = ports;
  const report = (phase: string, done: number, total: number, unit: string) =>
    void context.progress({ phase, done, total, unit }).catch((error) => log.warn('index.progress_failed', {}, error));
  const corpus = await openCorpus(dataDir, index.corpusHash);
  const embedder = await ports.openEmbedder(index.checkpointId);
  try {
    const earlier = await findEarlierIndexes(index, context, dataDir);
    const written = await writeVectorIndex({
      directory: path.join(dataDir, indexDirectoryName(index.id)),
      buildingDirectory: path.join(dataDir, buildingDirectoryName(index.id)),
      corpus,
      embedder,
      embedderHash: index.embedderHash,
      instruction: index.instruction,
      earlier,
      signal: context.signal,
      onProgress: ({ phase, done, total, unit }) => report(phase, done, total, unit),
    });
    await ensureLexicalIndex(dataDir, corpus, {
      signal: context.signal,
      onProgress: (done) => report('lexical', done, corpus.documentCount, 'documents'),
    });
    const stats: IndexStats = { ...written.statistics, seconds: (monotonicMs() - startMs) / 1000 };
    await register(index, context, {
      state: 'ready',
      dimension: written.manifest.dimension,
      documents: written.manifest.documents,
      sizeBytes: BigInt(written.sizeBytes),
      directory: indexDirectoryName(index.id),
      manifestHash: written.manifestHash,
      stats,
      builtAt: systemClock.now(),
    });
    return { indexId: index.id, manifestHash: written.manifestHash, ...stats };
  } finally {
    await embedder.close();
    await corpus.close();
  }
}

type Registration = {
  state: 'ready';
  dimension: number;
  documents: number;
  sizeBytes: bigint;
  directory: string;
  manifestHash: string;
  stats: IndexStats;
  builtAt: Date;
};

async function register(index: IndexRow, context: JobContext, data: Registration): Promise<void> {
  await transaction(async (tx) => {
    const { count } = await tx.index.updateMany({ where: { id: index.id, jobId: context.jobId }, data });
    if (count === 0) throw new Cancelled('The index was deleted or taken over by another job.');
    await appendAudit(tx, {
      actor: actorId(context.actor),
      action: 'index.built',
      subjectType: 'index',
      subjectId: index.id,
      data: { manifestHash: data.manifestHash, embedded: data.stats.embedded, reused: data.stats.reused },
    });
  });
}

/** Finished indexes of the same embedder whose files are whole, newest first. */
async function findEarlierIndexes(index: IndexRow, context: JobContext, dataDir: string): Promise<EarlierIndex[]> {
  const rows = await db().index.findMany({
    where: {
      embedderHash: index.embedderHash,
      instruction: index.instruction,
      state: 'ready',
      id: { not: index.id },
    },
    orderBy: [{ builtAt: 'desc' }, { id: 'asc' }],
    take: maxEarlierIndexes,
  });
  const earlier: EarlierIndex[] = [];
  for (const { id, directory, manifestHash } of rows) {
    if (directory === null || manifestHash === null) continue;
    const absolute = path.join(dataDir, directory);
    try {
      await verifyVectorIndex(absolute, { embedderHash: index.embedderHash, manifestHash });
      earlier.push({ id, directory: absolute });
    } catch (error) {
      await context.log('warn', `Index ${id} is not used although it has the same embedder: its files are damaged.`);
      log.warn('index.earlier_damaged', { indexId: id }, error);
    }
  }
  return earlier;
}
