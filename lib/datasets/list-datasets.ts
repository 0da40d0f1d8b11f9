import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { importReportSchema } from './import-report';
import { findDataset, isWhole } from './store';

/** Who may look at datasets: operators, and stakeholders because dashboards name them. */
const readers = ['operator', 'stakeholder'] as const;

/** Queries and judged pairs of one split. */
export type SplitSize = { queries: number; pairs: number };
export type DatasetSummary = {
  id: string;
  slug: string;
  name: string;
  language: string | null;
  domain: string | null;
  taskDescription: string | null;
  instruction: string;
  isSample: boolean;
  createdAt: Date;
  version: VersionSummary;
};
export type VersionSummary = {
  id: string;
  number: number;
  contentHash: string;
  corpusHash: string;
  corpusName: string;
  documentCount: number;
  queryCount: number;
  splits: Record<string, SplitSize>;
  maxGrade: number;
  relevantFrom: number;
  createdAt: Date;
  createdBy: string;
};

type VersionRow = Awaited<ReturnType<typeof findDataset>>['versions'][number];

const versionSummary = (row: VersionRow): VersionSummary => ({
  id: row.id,
  number: row.number,
  contentHash: row.contentHash,
  corpusHash: row.corpusHash,
  corpusName: row.corpus.name,
  documentCount: row.corpus.documentCount,
  queryCount: row.queryCount,
  splits: importReportSchema.shape.splits.parse(row.splits),
  maxGrade: row.maxGrade,
  relevantFrom: row.relevantFrom,
  createdAt: row.createdAt,
  createdBy: row.createdBy,
});

type DatasetRow = Awaited<ReturnType<typeof findDataset>>;
const datasetFacts = ({
  id,
  slug,
  name,
  language,
  domain,
  taskDescription,
  instruction,
  isSample,
  createdAt,
}: Omit<DatasetRow, 'versions'>) => ({
  id,
  slug,
  name,
  language,
  domain,
  taskDescription,
  instruction,
  isSample,
  createdAt,
});

/** All datasets by name, each with its current version; what is half imported is not among them. */
export async function listDatasets(actor: Actor): Promise<DatasetSummary[]> {
  requireRole(actor, ...readers);
  const rows = await db().dataset.findMany({
    where: { currentVersionId: { not: null }, archivedAt: null },
    orderBy: [{ name: 'asc' }, { slug: 'asc' }],
  });
  const ids = rows.flatMap((row) => row.currentVersionId ?? []);
  const versions = await db().datasetVersion.findMany({ where: { id: { in: ids } }, include: { corpus: true } });
  const byId = new Map(versions.map((version) => [version.id, version]));
  return rows.flatMap((row) => {
    const version = byId.get(row.currentVersionId ?? '');
    return version ? [{ ...datasetFacts(row), version: versionSummary(version) }] : [];
  });
}

/** One dataset by id or slug with all its versions, newest first, and the import report of the current one. @throws {NotFound} */
export async function getDataset(actor: Actor, idOrSlug: string) {
  requireRole(actor, ...readers);
  const dataset = await findDataset(db(), idOrSlug);
  const current = dataset.versions.find((version) => version.id === dataset.currentVersionId) as VersionRow;
  const report = importReportSchema.parse(current.report);
  return {
    ...datasetFacts(dataset),
    version: versionSummary(current),
    versions: dataset.versions.map(versionSummary),
    report,
  };
}

/** Whole corpora by name, with the datasets whose current version stands on each. */
export async function listCorpora(actor: Actor) {
  requireRole(actor, ...readers);
  const rows = await db().corpus.findMany({
    where: { ...isWhole, documentCount: { gt: 0 } },
    orderBy: [{ name: 'asc' }, { hash: 'asc' }],
  });
  const datasets = await listDatasets(actor);
  return rows.map((row) => ({
    hash: row.hash,
    name: row.name,
    language: row.language,
    documentCount: row.documentCount,
    sizeBytes: Number(row.sizeBytes),
    createdAt: row.createdAt,
    datasets: datasets
      .filter((dataset) => dataset.version.corpusHash === row.hash)
      .map(({ slug, name }) => ({ slug, name })),
  }));
}
