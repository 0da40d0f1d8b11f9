import { db } from '@/lib/db/client';
import { contentHash } from '@/lib/foundation/hash';
import { randomId } from '@/lib/foundation/random';
import { fakeDocuments } from './fake-backbone';

/** Stores a dataset version with `count` queries of its own over the fake corpus; the last has no relevant document. */
export async function storeDataset(count: number): Promise<{ versionId: string; corpusHash: string }> {
  const [datasetId, versionId, corpusHash] = [randomId(), randomId(), contentHash(randomId())];
  await db().corpus.create({ data: { hash: corpusHash, name: 'fake', documentCount: fakeDocuments, sizeBytes: 1 } });
  await db().dataset.create({ data: { id: datasetId, slug: datasetId, name: 'Fake', createdBy: 'test' } });
  await db().datasetVersion.create({
    data: {
      id: versionId,
      datasetId,
      number: 1,
      contentHash: contentHash({ count, corpusHash }),
      corpusHash,
      queryCount: count,
      splits: { test: { queries: count, pairs: count } },
      maxGrade: 1,
      relevantFrom: 1,
      report: {},
      createdBy: 'test',
    },
  });
  const ids = Array.from({ length: count }, (_, i) => `q${String(i).padStart(3, '0')}`);
  await db().query.createMany({
    data: ids.map((queryId, i) => ({
      versionId,
      queryId,
      text: `question ${i} of ${datasetId}`,
      metadata: { source: i % 3 === 0 ? 'mail' : 'forum' },
    })),
  });
  await db().qrel.createMany({
    data: ids.map((queryId, i) => ({
      versionId,
      split: 'test',
      queryId,
      documentId: `d${i % fakeDocuments}`,
      grade: i === count - 1 ? 0 : 1,
    })),
  });
  return { versionId, corpusHash };
}
