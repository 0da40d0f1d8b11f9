import type { DbOrTx, Tx } from '@/lib/db/client';
import { isUniqueViolation } from '@/lib/db/transaction';
import { Conflict, NotFound } from '@/lib/foundation/errors';
import { type Checkpoint, type CheckpointRow, toCheckpoint } from './checkpoint';

/** The only queries of this room. */

/** @throws {NotFound} if there is none */
export async function readCheckpoint(reader: DbOrTx, id: string): Promise<Checkpoint> {
  const row = await reader.checkpoint.findUnique({ where: { id } });
  if (!row) throw new NotFound('There is no such checkpoint.');
  return toCheckpoint(row);
}

/** By id, else by exact name or by the first digits (at least eight) of the content hash. @throws {NotFound} @throws {Conflict} if several match */
export async function findCheckpoint(reader: DbOrTx, idOrName: string): Promise<Checkpoint> {
  const row = await reader.checkpoint.findUnique({ where: { id: idOrName } });
  if (row) return toCheckpoint(row);
  const isHash = /^[0-9a-f]{8,64}$/.test(idOrName);
  const rows = await reader.checkpoint.findMany({
    where: { OR: [{ name: idOrName }, ...(isHash ? [{ contentHash: { startsWith: idOrName } }] : [])] },
    orderBy: { createdAt: 'desc' },
    take: 2,
  });
  const [first, second] = rows;
  if (!first) throw new NotFound(`There is no checkpoint ${idOrName}.`);
  if (second) throw new Conflict(`Several checkpoints are called ${idOrName}; name one by its id.`);
  return toCheckpoint(first);
}

export type CheckpointFilter = {
  component?: 'embedder' | 'reranker';
  stage?: string;
  includesArchived?: boolean;
  limit?: number;
};

export async function listCheckpointRows(reader: DbOrTx, filter: CheckpointFilter): Promise<Checkpoint[]> {
  const rows = await reader.checkpoint.findMany({
    where: {
      ...(filter.component ? { component: filter.component } : {}),
      ...(filter.stage ? { stage: filter.stage } : {}),
      ...(filter.includesArchived ? {} : { archivedAt: null }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: Math.min(filter.limit ?? 500, 2000),
  });
  return rows.map(toCheckpoint);
}

export async function findByContentHash(reader: DbOrTx, contentHash: string): Promise<Checkpoint | undefined> {
  const row = await reader.checkpoint.findUnique({ where: { contentHash } });
  return row ? toCheckpoint(row) : undefined;
}

export type NewCheckpoint = Omit<Checkpoint, 'createdAt' | 'archivedAt'>;

/** @throws {Conflict} if the same content is registered already */
export async function insertCheckpoint(tx: Tx, checkpoint: NewCheckpoint): Promise<void> {
  // JSON columns do not keep `undefined` or dates: what is stored is what will be read back.
  const json = (value: unknown) => JSON.parse(JSON.stringify(value));
  const { config, files, baseModel, adapters, lineage, checks, ...plain } = checkpoint;
  try {
    await tx.checkpoint.create({
      data: {
        ...plain,
        config: json(config),
        files: json(files),
        adapters: json(adapters),
        checks: json(checks),
        ...(baseModel ? { baseModel: json(baseModel) } : {}),
        ...(lineage ? { lineage: json(lineage) } : {}),
      },
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw alreadyRegistered(checkpoint.name, error);
    throw error;
  }
}

export const alreadyRegistered = (name: string, cause?: unknown): Conflict =>
  new Conflict(`The same model with the same settings is registered already, as ${name}.`, {}, { cause });

export const updateCheckpointRow = (
  tx: Tx,
  id: string,
  data: { name?: string; note?: string | null; archivedAt?: Date | null },
): Promise<CheckpointRow> => tx.checkpoint.update({ where: { id }, data });
