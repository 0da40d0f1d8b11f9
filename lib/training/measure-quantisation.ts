import { dequantiseRows, quantiseRows, type StaticBag } from './embedder/static-bag';
import { measureEmbedder } from './embedder/train-embedder-stage';
import { meanMeasures } from './measure-rankings';
import { bagForSearch } from './train-embedder';
import type { TrainingData } from './training-data';
import type { DevMeasures, TrainingPorts } from './training-ports';

/**
 * What storing the table in 8 bits costs: dev measures with the rounded table minus those without, negative where it
 * loses. Undefined when there are no dev measures to compare with.
 */
export async function quantisationLoss(
  bag: StaticBag,
  data: TrainingData,
  exact: DevMeasures | undefined,
  ports: Pick<TrainingPorts, 'createRunner'>,
): Promise<DevMeasures | undefined> {
  if (!exact) return undefined;
  const rounded = { ...bag, table: dequantiseRows(quantiseRows(bag.table, bag.width), bag.width) };
  const searcher = await bagForSearch(rounded, ports);
  const stored = meanMeasures(await measureEmbedder(searcher, data, ports));
  await searcher.release();
  if (!stored) return undefined;
  return {
    recall20: stored.recall20 - exact.recall20,
    recall60: stored.recall60 - exact.recall60,
    recall100: stored.recall100 - exact.recall100,
    mrr10: stored.mrr10 - exact.mrr10,
    ndcg10: stored.ndcg10 - exact.ndcg10,
  };
}
