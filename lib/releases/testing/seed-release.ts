import { systemActor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { sha256 } from '@/lib/foundation/hash';
import { createRelease } from '@/lib/releases/create-release';
import { saveConfiguration } from '@/lib/retrieval/save-configuration';

const actor = systemActor('test');

/** A corpus row without files, for tests that never search. */
export async function seedCorpus(db: Db, name = 'statutes'): Promise<string> {
  const hash = sha256(name);
  await db.corpus.upsert({ where: { hash }, create: { hash, name, documentCount: 3, sizeBytes: 10 }, update: {} });
  return hash;
}

/** A release of BM25 alone; `weight` tells configurations apart. */
export async function seedRelease(db: Db, weight: number): Promise<{ id: string; number: number }> {
  const corpusHash = await seedCorpus(db);
  const configuration = await saveConfiguration(actor, {
    name: `BM25 × ${weight}`,
    spec: {
      embedders: [],
      bm25: { weight, k1: 1.2, b: 0.75 },
      reranker: null,
      fusion: { normalise: 'max' },
      operatingPoint: { budget: 20, depth: 5 },
    },
  });
  return createRelease(actor, { configurationId: configuration.id, reason: 'test', corpusHashes: [corpusHash] });
}
