import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Actor } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import type { JobDefinition } from '@/lib/jobs/define-job';
import { importCheckpoint } from '@/lib/registry/import-checkpoint';
import { buildIndex } from '@/lib/retrieval/build-index';
import { buildIndexJob } from '@/lib/retrieval/build-index.job';
import { type Component, type StageName, stageNames } from '@/lib/training/recipe';
import { sampleReportName } from '../write-sample-checkpoint';
import type { InstallContext } from './install-context';
import { runJobNow } from './run-job-now';

/** The registered checkpoints by stage. */
export type SampleModels = Record<Component, Record<StageName, string>>;

/** Imports the eight checkpoints in the order of their stages, each with its parent and its training report as lineage. */
export async function importModels(actor: Actor, context: InstallContext): Promise<SampleModels> {
  const embedder = await importLine(actor, context, 'embedder');
  return { embedder, reranker: await importLine(actor, context, 'reranker') };
}

async function importLine(
  actor: Actor,
  { checkpointDirectory, signal, progress }: InstallContext,
  component: Component,
): Promise<Record<StageName, string>> {
  const ids: Partial<Record<StageName, string>> = {};
  let parentId: string | undefined;
  for (const [done, stage] of stageNames.entries()) {
    await progress({ phase: component, done, total: stageNames.length, unit: 'checkpoints' });
    const folder = path.join(checkpointDirectory, `${component}-${stage}`);
    const lineage = JSON.parse(await readFile(path.join(folder, sampleReportName), 'utf8'));
    const checkpoint = await importCheckpoint(
      actor,
      {
        folder,
        name: `orvane ${component} ${stage}`,
        stage,
        parentId,
        lineage,
        licence: 'Apache-2.0',
        note: 'Sample: trained on the everyday law of Orvane by this product.',
        isSample: true,
      },
      { signal, reusesExisting: true },
    );
    ids[stage] = parentId = checkpoint.id;
  }
  return ids as Record<StageName, string>;
}

/** Builds the index of every embedder; one that is finished stays. */
export async function buildIndexes(
  actor: Actor,
  context: InstallContext,
  models: SampleModels,
  corpusHash: string,
): Promise<void> {
  for (const [done, stage] of stageNames.entries()) {
    await context.progress({ phase: 'indexes', done, total: stageNames.length, unit: 'indexes' });
    const checkpointId = models.embedder[stage];
    const where = { checkpointId_corpusHash: { checkpointId, corpusHash } };
    const building = await db().index.findUnique({ where, select: { state: true, jobId: true } });
    const isWaiting = building?.state === 'building' && building.jobId !== null && (await isAlive(building.jobId));
    const jobId = isWaiting ? building.jobId : (await buildIndex(actor, { checkpointId, corpusHash })).jobId;
    if (jobId) await runJobNow(jobId, buildIndexJob as unknown as JobDefinition, context.signal);
  }
}

async function isAlive(jobId: string): Promise<boolean> {
  return (await db().job.count({ where: { id: jobId, state: { in: ['queued', 'running'] } } })) > 0;
}
