import { db } from '@/lib/db/client';
import { InvalidInput, NotFound } from '@/lib/foundation/errors';
import { openCorpus } from './corpus-files';
import { createCorpusWriter } from './corpus-writer';
import type { ImportLimits } from './import-limits';
import { ImportProblems } from './import-report';
import type { DatasetLayout } from './reading/find-layout';
import { readQrels } from './reading/read-qrels';
import { corporaHolding, isWhole } from './store';

/** The corpus that a dataset without one of its own stands on, by hash. */
export type BoundCorpus = { hash: string; ids: { has(id: string): boolean } };

type Settings = { dataDir: string; limits: ImportLimits };

/**
 * Binds an import to a corpus that is here already, named by the operator; a path to a corpus elsewhere is never
 * followed. Queries without qrels need none: they stand on the empty corpus.
 *
 * @throws {InvalidInput} naming the corpora that fit, if one is needed and none was named
 * @throws {NotFound} if the named one is not here
 */
export async function bindCorpus(
  layout: DatasetLayout,
  named: string | undefined,
  settings: Settings,
): Promise<BoundCorpus> {
  if (named !== undefined) return openBound(await findCorpusHash(named), settings.dataDir);
  if (layout.foreignCorpus === undefined && Object.keys(layout.splits).length === 0) {
    const writer = await createCorpusWriter(settings.dataDir);
    const { hash } = await writer.finish();
    return { hash, ids: new Set() };
  }
  const fitting = await fittingCorpora(layout, settings.limits);
  const reason =
    layout.foreignCorpus === undefined
      ? 'This dataset has qrels and no corpus.'
      : 'This dataset.json names a corpus outside the import, and an import never leaves its folder.';
  const [only] = fitting;
  const offer = only
    ? `All judged documents are in the corpus of ${fitting.map((one) => `"${one.slug ?? one.hash.slice(0, 12)}"`).join(' and of ')}: import again with that corpus (--corpus ${only.slug ?? only.hash.slice(0, 12)}).`
    : 'Import the dataset with that corpus first, then name it (--corpus <dataset or hash>). No corpus here holds all judged documents.';
  throw new InvalidInput(reason, { hint: offer });
}

/** @throws {NotFound} if neither a dataset nor a corpus has that name */
async function findCorpusHash(named: string): Promise<string> {
  const dataset = await db().dataset.findUnique({ where: { slug: named }, select: { currentVersionId: true } });
  if (dataset?.currentVersionId) {
    const version = await db().datasetVersion.findUniqueOrThrow({ where: { id: dataset.currentVersionId } });
    return version.corpusHash;
  }
  const found = /^[0-9a-f]{8,64}$/.test(named)
    ? await db().corpus.findMany({
        where: { hash: { startsWith: named }, ...isWhole },
        select: { hash: true },
        take: 2,
      })
    : [];
  if (found.length !== 1 || !found[0]) {
    throw new NotFound(`There is no dataset or corpus "${named.slice(0, 100)}".`, {
      hint: 'List the datasets with "dataset list".',
    });
  }
  return found[0].hash;
}

async function openBound(hash: string, dataDir: string): Promise<BoundCorpus> {
  const corpus = await openCorpus(dataDir, hash);
  try {
    return { hash, ids: new Set(corpus.ids) };
  } finally {
    await corpus.close();
  }
}

const sampledIds = 2000;

async function fittingCorpora(
  layout: DatasetLayout,
  limits: ImportLimits,
): Promise<{ hash: string; slug: string | null }[]> {
  const ids = new Set<string>();
  const all = { has: () => true };
  for (const file of Object.values(layout.splits)) {
    const source = { ...file, limits };
    await readQrels(source, new ImportProblems('report'), { queries: all, documents: all }, async ({ documentId }) => {
      if (ids.size < sampledIds) ids.add(documentId);
    });
  }
  return ids.size === 0 ? [] : corporaHolding([...ids]);
}
