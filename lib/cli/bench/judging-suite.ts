import path from 'node:path';
import { createDb, db, setDb } from '@/lib/db/client';
import { migrate } from '@/lib/db/migrate';
import { env, readTestDatabaseUrl } from '@/lib/foundation/env';
import { randomToken } from '@/lib/foundation/random';
import type { BenchRow, Suite, SuiteContext } from './bench-row';
import { measurePace } from './judging/judging-pace';
import { measureBurst } from './judging/judgment-burst';

/** Many judges at once, on the embedded database and, where one is given, on a real server. */
export const suite: Suite = {
  summary: 'concurrent judgments counted once, time to the next item with 50 judges',
  usesDatabase: true,
  async run(context) {
    const rows = await measureOn('embedded database', context);
    const server = readTestDatabaseUrl();
    if (!server) {
      context.remark('TEST_DATABASE_URL is not set: measured on the embedded database only');
      return rows;
    }
    const own = db();
    const created = await createOnServer(server);
    try {
      return [...rows, ...(await measureOn('PostgreSQL server', context))];
    } finally {
      await created.drop();
      setDb(own);
    }
  },
};

async function measureOn(where: string, context: SuiteContext): Promise<BenchRow[]> {
  context.progress(`measuring on the ${where}`);
  const burst = await measureBurst(where, context.isQuick);
  const pace = await measurePace(where, context.isQuick);
  return [...burst, ...pace];
}

/** A database of the bench's own on a server, as an installation with DATABASE_URL has it. */
async function createOnServer(server: string) {
  const name = `bench_${randomToken(8)
    .replace(/[^a-zA-Z0-9]/g, 'x')
    .toLowerCase()}`;
  const administration = createDb(server, 1);
  await administration.$executeRawUnsafe(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  await migrate(url.href, path.join(env().projectDir, 'prisma/migrations'));
  const client = createDb(url.href);
  setDb(client);
  const drop = async () => {
    await client.$disconnect();
    await administration.$executeRawUnsafe(`DROP DATABASE ${name} WITH (FORCE)`);
    await administration.$disconnect();
  };
  return { drop };
}
