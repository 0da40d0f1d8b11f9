import { db } from '@/lib/db/client';
import { findRelease } from '@/lib/releases/store';
import type { PipelinePlan } from '@/lib/retrieval/pipeline-plan';
import { planPipeline } from '@/lib/retrieval/plan-pipeline';

/** The plan of a release: its configuration over every corpus it is bound to. @throws {NotFound} */
export async function planHost(releaseId: string): Promise<PipelinePlan> {
  const release = await findRelease(db(), releaseId);
  return planPipeline(db(), {
    id: release.id,
    spec: release.spec,
    corpusHashes: release.bindings.corpora,
    boundIndexes: release.bindings.indexes,
  });
}
