import path from 'node:path';
import { databaseUrl } from '@/lib/db/database-address';
import { migrate } from '@/lib/db/migrate';
import { env } from '@/lib/foundation/env';
import type { Command } from '../command';

export const command: Command = {
  summary: 'Apply the migrations that the database does not have yet',
  notes: 'npm start and every other command do this by themselves.',
  usesDatabase: false,
  async run() {
    const applied = await migrate(databaseUrl(env()), path.join(env().projectDir, 'prisma/migrations'));
    return {
      data: { applied },
      text: applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`,
    };
  },
};
