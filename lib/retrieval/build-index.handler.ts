import { env } from '@/lib/foundation/env';
import type { JobContext, JobResult } from '@/lib/jobs/define-job';
import { openCheckpointEmbedder } from '@/lib/registry/open-checkpoint';
import { modelThreads } from './model-threads';
import { runIndexBuild } from './run-index-build';

/** Runs in a worker process: the real embedder, on the data folder of this installation. */
export const handle = (payload: { indexId: string }, context: JobContext): Promise<JobResult> =>
  runIndexBuild(payload, context, {
    dataDir: env().dataDir,
    openEmbedder: (checkpointId) => openCheckpointEmbedder(checkpointId, { threads: modelThreads() }),
  });
