import path from 'node:path';
import { db } from '@/lib/db/client';
import { env } from '@/lib/foundation/env';
import { NotFound } from '@/lib/foundation/errors';
import type { JobContext, JobResult } from '@/lib/jobs/define-job';
import { checkpointConfigSchema } from '@/lib/models/checkpoint-config';
import { openEmbedder } from '@/lib/models/embedder';
import { checkpointFilesSchema } from './pipeline-plan';
import { runIndexBuild } from './run-index-build';
import { verifiedCheckpoint } from './verified-checkpoint';

/** Runs in a worker process: the real embedder, on the data folder of this installation. */
export const handle = (payload: { indexId: string }, context: JobContext): Promise<JobResult> =>
  runIndexBuild(payload, context, { dataDir: env().dataDir, openEmbedder: openRegisteredEmbedder });

async function openRegisteredEmbedder(checkpointId: string) {
  const row = await db().checkpoint.findUnique({ where: { id: checkpointId } });
  if (!row) throw new NotFound('There is no such checkpoint.');
  const files = await verifiedCheckpoint({
    id: row.id,
    hash: row.contentHash,
    directory: row.directory === null ? undefined : path.join(env().dataDir, row.directory),
    files: checkpointFilesSchema.parse(row.files),
    config: checkpointConfigSchema.parse(row.config),
  });
  return openEmbedder(files);
}
