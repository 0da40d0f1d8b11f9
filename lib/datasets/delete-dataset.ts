import { rm } from 'node:fs/promises';
import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import type { Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { Conflict } from '@/lib/foundation/errors';
import { corpusDirectory } from './corpus-manifest';
import { findDataset, usersOfCorpus } from './store';

/**
 * Deletes a dataset with all its versions, and the corpora that nothing else stands on, rows and files.
 *
 * @returns the hashes of the corpora that went with it
 * @throws {Conflict} while indexes or applications refer to a corpus that would go @throws {NotFound}
 */
export async function deleteDataset(
  actor: Actor,
  idOrSlug: string,
  dataDir: string,
): Promise<{ deletedCorpora: string[] }> {
  requireRole(actor, 'operator');
  const deletedCorpora = await transaction(async (tx) => {
    const dataset = await findDataset(tx, idOrSlug);
    await tx.$executeRaw`SELECT 1 FROM "Dataset" WHERE id = ${dataset.id} FOR UPDATE`;
    const corpora = [...new Set(dataset.versions.map((version) => version.corpusHash))];
    const unused: string[] = [];
    for (const hash of corpora) if (await isFree(tx, hash, dataset.id)) unused.push(hash);
    await tx.dataset.delete({ where: { id: dataset.id } });
    await tx.corpus.deleteMany({ where: { hash: { in: unused } } });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'dataset.delete',
      subjectType: 'dataset',
      subjectId: dataset.id,
      data: { slug: dataset.slug, versions: dataset.versions.length, deletedCorpora: unused },
    });
    return unused;
  });
  // Files go after the commit; what a crash leaves here is collected a day later.
  for (const hash of deletedCorpora) await rm(corpusDirectory(dataDir, hash), { recursive: true, force: true });
  return { deletedCorpora };
}

/** Whether a corpus goes with the dataset; another dataset on it keeps it. @throws {Conflict} if something else needs it */
async function isFree(tx: Tx, hash: string, datasetId: string): Promise<boolean> {
  const { indexes, applications, otherVersions } = await usersOfCorpus(tx, hash, datasetId);
  if (otherVersions > 0) return false;
  if (indexes === 0 && applications.length === 0) return true;
  const users = [
    indexes > 0 ? `${indexes} ${indexes === 1 ? 'index' : 'indexes'}` : '',
    applications.length > 0 ? `the applications ${applications.join(', ')}` : '',
  ];
  throw new Conflict(
    `The corpus of this dataset is in use by ${users.filter(Boolean).join(' and ')}. Nothing was deleted.`,
    {
      hint: 'Delete those indexes, or point the applications at another corpus, first.',
    },
  );
}
