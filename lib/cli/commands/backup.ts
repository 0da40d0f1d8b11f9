import path from 'node:path';
import { env } from '@/lib/foundation/env';
import { createBackup } from '../backup';
import type { Command } from '../command';

export const command: Command = {
  summary: 'Save database and files into a new folder, verified by hash',
  args: '<new folder>',
  arity: [1, 1],
  notes: 'Mixstage may be running. The folder holds password hashes and the secret of the sessions: keep it private.',
  async run({ args, signal, progress }) {
    const directory = path.resolve(args[0] ?? '');
    const { tables, files, auditHead } = await createBackup(directory, { dataDir: env().dataDir, signal, progress });
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    const sizeBytes = [...tables.map((table) => table.file), ...files].reduce((sum, file) => sum + file.sizeBytes, 0);
    const data = { directory, tables: tables.length, rows, files: files.length, sizeBytes, auditHead };
    const head = auditHead ? ` Audit head: ${auditHead.hash}` : '';
    return {
      data,
      text: `Saved ${rows} rows and ${files.length} files (${(sizeBytes / 2 ** 20).toFixed(1)} MiB) in ${directory}.${head}`,
    };
  },
};
