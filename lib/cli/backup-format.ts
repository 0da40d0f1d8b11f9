import path from 'node:path';
import { z } from 'zod';
import type { Tx } from '@/lib/db/client';
import { InvalidInput } from '@/lib/foundation/errors';
import { pathInside } from '@/lib/foundation/files';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const relativePath = z
  .string()
  .refine((name) => pathInside('/root', name) !== undefined && name !== '', 'leaves the backup');
const stored = z.object({ path: relativePath, sha256: hash, sizeBytes: z.number().int().nonnegative() });

/** `manifest.json` of a backup: written last, so a folder that has one is complete. */
export const backupManifestSchema = z.object({
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  /** migrations that the database had, in order: a restore applies these, fills the tables, then applies newer ones */
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name: z.string().regex(/^\w+$/), rows: z.number().int().nonnegative(), file: stored })),
  files: z.array(stored),
  /** head of the audit chain, to be compared after a restore; null when nothing was recorded yet */
  auditHead: z.object({ seq: z.number().int(), hash }).nullable(),
});
export type BackupManifest = z.infer<typeof backupManifestSchema>;

export const manifestName = 'manifest.json';
export const tablePath = (name: string): string => `database/${name}.jsonl.gz`;
export const filesFolder = 'files';

/** What lies in the data folder and is no part of a backup: the database itself, work in progress, temporary names. */
export const isLeftOut = (name: string): boolean => {
  const [first = ''] = name.split('/');
  return (
    ['database', 'database.json', 'database.lock', 'uploads', 'imports', 'logs'].includes(first) ||
    name.split('/').some((part) => /^\.|\.(?:tmp|building|part)$/.test(part))
  );
};

/** All tables of the product by name; Prisma's own history is not data. */
export async function tableNames(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.relname <> '_prisma_migrations' ORDER BY c.relname`;
  return rows.map((row) => row.name);
}

/** An identifier as SQL writes it. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The folder of a backup, which must not lie inside the data folder it saves. */
export function refuseInside(directory: string, dataDir: string): void {
  const relative = path.relative(dataDir, directory);
  if (relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative))) {
    throw new InvalidInput(
      'A backup cannot lie inside the data folder it saves. Choose another folder, better on another disk.',
    );
  }
}
