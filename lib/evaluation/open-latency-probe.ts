import { db } from '@/lib/db/client';
import { monotonicMs } from '@/lib/foundation/clock';
import { openPipeline } from '@/lib/retrieval/open-pipeline';
import { planPipeline } from '@/lib/retrieval/plan-pipeline';
import type { LatencyProbe, ProbeRequest } from './latency-probe';

/**
 * A probe over the real pipeline, opened as a release host opens it.
 *
 * @throws {Conflict} for missing indexes or checkpoints
 */
export async function openLatencyProbe({ spec, corpusHash, instruction }: ProbeRequest): Promise<LatencyProbe> {
  const plan = await planPipeline(db(), { id: 'latency-probe', spec, corpusHashes: [corpusHash] });
  const pipeline = await openPipeline(plan);
  return {
    async time(queryText, budget, depth) {
      const start = monotonicMs();
      await pipeline.retrieve(queryText, { budget, depth, instruction });
      return monotonicMs() - start;
    },
    close: () => pipeline.close(),
  };
}
