import path from 'node:path';
import { db } from '@/lib/db/client';
import { databaseUrl } from '@/lib/db/database-address';
import { env } from '@/lib/foundation/env';
import type { Command } from '../command';
import { restoreBackup } from '../restore';

export const command: Command = {
  summary: 'Restore a backup into an empty data folder and database',
  args: '<backup folder>',
  arity: [1, 1],
  notes: 'Example: MIXSTAGE_DATA_DIR=new-folder npm run mixstage -- restore saved-folder',
  // It applies the migrations of the backup itself, before the newer ones.
  usesDatabase: false,
  async run({ args, signal, progress }) {
    const directory = path.resolve(args[0] ?? '');
    const { dataDir, projectDir } = env();
    const migrationsDir = path.join(projectDir, 'prisma/migrations');
    try {
      const manifest = await restoreBackup(directory, {
        dataDir,
        databaseUrl: databaseUrl(env()),
        migrationsDir,
        signal,
        progress,
      });
      const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
      const data = {
        directory,
        dataDir,
        rows,
        files: manifest.files.length,
        createdAt: manifest.createdAt,
        auditHead: manifest.auditHead,
      };
      return {
        data,
        text: `Restored ${rows} rows and ${manifest.files.length} files of the backup made at ${manifest.createdAt}. The audit chain verifies.`,
      };
    } finally {
      await db().$disconnect();
    }
  },
};
