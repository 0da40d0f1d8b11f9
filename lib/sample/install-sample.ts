import path from 'node:path';
import { requireRole, systemActor } from '@/lib/auth/actor';
import { env } from '@/lib/foundation/env';
import type { JobContext, JobResult } from '@/lib/jobs/define-job';
import { createApplications, importCollection } from './installing/import-collection';
import { buildIndexes, importModels } from './installing/import-models';
import type { InstallContext } from './installing/install-context';
import { judgeClosedStudy, prepareOpenStudy } from './installing/judge-sample';
import { measureEmbedders, measureFirstMix, measureGrid, measureRerankers } from './installing/measure-sample';
import { releaseCell } from './installing/release-sample';
import { sampleActorName } from './sample-names';

/** Where the texts and the checkpoints of the sample lie, relative to the project. */
export const sampleDirectory = (): string => path.join(env().projectDir, 'prisma', 'sample');

/**
 * Installs the sample workspace: collection, checkpoints, indexes, applications, evaluations, two releases, two studies.
 * Everything is marked as sample. Each step keeps what it finds, so it can be repeated and resumed.
 *
 * @throws {Cancelled} when the job is cancelled; what was installed until then stays
 */
export async function installSample(job: JobContext): Promise<JobResult> {
  requireRole(job.actor, 'operator');
  const actor = systemActor(sampleActorName);
  const context: InstallContext = {
    ...job,
    progress: job.progress.bind(job),
    log: job.log.bind(job),
    dataDirectory: path.join(sampleDirectory(), 'data'),
    checkpointDirectory: path.join(sampleDirectory(), 'checkpoints'),
  };
  await context.progress({ phase: 'collection', done: 0, total: 0, unit: 'datasets' });
  const collection = await importCollection(actor, context);
  const models = await importModels(actor, context);
  await buildIndexes(actor, context, models, collection.corpusHash);
  await createApplications(actor, collection.corpusHash);
  const step = { actor, context, models, collection };
  const first = await releaseCell(actor, {
    name: 'Orvane: first mix',
    reason: 'The first mix: what had been trained before the harder stages.',
    measured: await measureFirstMix(step),
    corpusHash: collection.corpusHash,
  });
  await measureEmbedders(step);
  await measureRerankers(step);
  const grid = await measureGrid(step);
  const second = await releaseCell(actor, {
    name: 'Orvane: best of the stage grid',
    reason: 'The best cell of the stage grid by measurement; the doubts of the gate were read and accepted.',
    measured: grid,
    corpusHash: collection.corpusHash,
  });
  const arms = {
    champion: { kind: 'release' as const, id: first.id, name: 'Orvane: first mix' },
    challenger: { kind: 'release' as const, id: second.id, name: 'Orvane: best of the stage grid' },
  };
  const isSameMix = first.id === second.id;
  if (!isSameMix) {
    await judgeClosedStudy({ actor, context, collection, ...arms });
    await prepareOpenStudy({ actor, context, collection, ...arms });
  }
  await context.log('info', 'The sample workspace is ready.');
  return { corpusHash: collection.corpusHash, gridId: grid.evaluationId, isBestCellPromoted: second.isPromoted };
}
