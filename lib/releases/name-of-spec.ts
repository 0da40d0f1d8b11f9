import { db } from '@/lib/db/client';
import { type ConfigurationSpec, describeConfiguration } from '@/lib/retrieval/configuration';

/** A name for a mix from the names of its components. */
export async function nameOfSpec(spec: ConfigurationSpec): Promise<string> {
  const ids = [...spec.embedders, ...(spec.reranker ? [spec.reranker] : [])].map(({ checkpointId }) => checkpointId);
  const checkpoints = await db().checkpoint.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true, stage: true },
  });
  const words = [
    ...spec.embedders.map(
      ({ checkpointId }) => checkpoints.find((checkpoint) => checkpoint.id === checkpointId)?.name ?? checkpointId,
    ),
    ...(spec.bm25 ? ['BM25'] : []),
  ].join(' + ');
  const reranker = checkpoints.find((checkpoint) => checkpoint.id === spec.reranker?.checkpointId);
  const name = reranker ? `${words} × ${reranker.name}` : words;
  return (name || describeConfiguration(spec, checkpoints).sentence).slice(0, 120);
}
