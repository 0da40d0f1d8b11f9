import type { Actor } from '@/lib/auth/actor';
import type { Dataset, DatasetRecord, DatasetVersion } from '@/lib/contracts/datasets';
import {
  type DatasetSummary,
  getDataset,
  listCorpora,
  listDatasets,
  type VersionSummary,
} from '@/lib/datasets/list-datasets';
import { NotFound } from '@/lib/foundation/errors';
import { type ActorNames, readActorNames } from './view-actor';

const viewVersion = (version: VersionSummary, nameOf: ActorNames): DatasetVersion => ({
  ...version,
  createdAt: version.createdAt.toISOString(),
  createdBy: nameOf(version.createdBy),
});

const viewSummary = (dataset: DatasetSummary, nameOf: ActorNames): Dataset => ({
  ...dataset,
  createdAt: dataset.createdAt.toISOString(),
  version: viewVersion(dataset.version, nameOf),
});

/** All datasets with their current version. */
export async function viewDatasets(actor: Actor): Promise<Dataset[]> {
  const datasets = await listDatasets(actor);
  const nameOf = await readActorNames(datasets.map((dataset) => dataset.version.createdBy));
  return datasets.map((dataset) => viewSummary(dataset, nameOf));
}

/** One dataset with its versions, the report of its import and its corpus. @throws {NotFound} */
export async function viewDatasetRecord(actor: Actor, idOrSlug: string): Promise<DatasetRecord> {
  const [dataset, corpora] = await Promise.all([getDataset(actor, idOrSlug), listCorpora(actor)]);
  const corpus = corpora.find((candidate) => candidate.hash === dataset.version.corpusHash);
  if (!corpus) throw new NotFound('The corpus of this dataset is not there any more.');
  const nameOf = await readActorNames(dataset.versions.map((version) => version.createdBy));
  const { createdAt: _, ...facts } = corpus;
  return {
    ...viewSummary(dataset, nameOf),
    versions: dataset.versions.map((version) => viewVersion(version, nameOf)),
    report: dataset.report,
    corpus: facts,
  };
}
