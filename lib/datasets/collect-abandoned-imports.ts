import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { db } from '@/lib/db/client';
import { systemClock } from '@/lib/foundation/clock';
import { log } from '@/lib/foundation/log';
import { corporaDirectory } from './corpus-manifest';

const dayMs = 24 * 3600 * 1000;

/**
 * Removes what imports that died left behind: hidden versions whose job is over, datasets and corpora that nothing came
 * of, and temporary folders older than a day. Running and waiting imports are not touched.
 */
export async function collectAbandonedImports(dataDir: string): Promise<void> {
  // An import outside the queue has no job; it is given a day.
  const versions = await db().$executeRaw`
    DELETE FROM "DatasetVersion" v WHERE v.number < 1 AND NOT EXISTS
      (SELECT 1 FROM "Job" j WHERE j.id = v.id AND j.state IN ('queued', 'running'))
      AND (EXISTS (SELECT 1 FROM "Job" j WHERE j.id = v.id) OR v."createdAt" < now() - interval '1 day')`;
  await db().$executeRaw`
    DELETE FROM "Dataset" d WHERE d."currentVersionId" IS NULL AND d."createdAt" < now() - interval '1 day'
      AND NOT EXISTS (SELECT 1 FROM "DatasetVersion" v WHERE v."datasetId" = d.id)`;
  await db().$executeRaw`
    DELETE FROM "Corpus" c WHERE c."sizeBytes" < 0 AND c."createdAt" < now() - interval '1 day'
      AND NOT EXISTS (SELECT 1 FROM "DatasetVersion" v WHERE v."corpusHash" = c.hash)`;
  const corpora = await db().corpus.findMany({ select: { hash: true } });
  const known = new Set(corpora.map((corpus) => corpus.hash));
  const folders = await removeOld(corporaDirectory(dataDir), (name) =>
    /^[0-9a-f]{64}$/.test(name) ? !known.has(name) : name.startsWith('.') && name.endsWith('.tmp'),
  );
  const work = await removeOld(path.join(dataDir, 'imports'), () => true);
  if (versions + folders + work > 0)
    log.info('datasets.abandoned_imports_removed', { versions, folders: folders + work });
}

async function removeOld(directory: string, matches: (name: string) => boolean): Promise<number> {
  const names = (await readdir(directory).catch(() => [])).filter(matches);
  const now = systemClock.nowMs();
  let removed = 0;
  for (const name of names) {
    const file = path.join(directory, name);
    const age = await stat(file).then(
      (found) => now - found.mtimeMs,
      () => 0,
    );
    if (age < dayMs) continue;
    await rm(file, { recursive: true, force: true });
    removed++;
  }
  return removed;
}
