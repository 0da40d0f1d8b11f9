import { z } from 'zod';
import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import { transaction } from '@/lib/db/transaction';
import { findDataset } from './store';

/** What people may change of a dataset; its content never changes. */
export const datasetChangeSchema = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  taskDescription: z.string().max(10_000).optional(),
  /** given to instruction-following embedders and rerankers with every query of the task */
  instruction: z.string().max(10_000).optional(),
});
export type DatasetChange = z.infer<typeof datasetChangeSchema>;

/** Changes the name, the description or the instruction of a dataset. @throws {NotFound} */
export async function updateDataset(actor: Actor, idOrSlug: string, change: DatasetChange): Promise<void> {
  requireRole(actor, 'operator');
  const entries = Object.entries(datasetChangeSchema.parse(change)).filter(([, value]) => value !== undefined);
  await transaction(async (tx) => {
    const { id } = await findDataset(tx, idOrSlug);
    await tx.dataset.update({ where: { id }, data: Object.fromEntries(entries) });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'dataset.update',
      subjectType: 'dataset',
      subjectId: id,
      data: { changed: entries.map(([key]) => key) },
    });
  });
}
