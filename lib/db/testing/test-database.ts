import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { Client } from 'pg';
import { createDb, type Db, setDb } from '@/lib/db/client';
import { embeddedUrl } from '@/lib/db/database-address';
import { migrate } from '@/lib/db/migrate';
import { wholeBatches } from '@/lib/db/whole-batches';
import { readTestDatabaseUrl } from '@/lib/foundation/env';
import { writeFileAtomic } from '@/lib/foundation/files';
import { sha256 } from '@/lib/foundation/hash';
import { randomToken } from '@/lib/foundation/random';

export const migrationsDir = path.resolve(import.meta.dirname, '../../../prisma/migrations');

export type TestDatabase = { db: Db; url: string; isEmbedded: boolean; close(): Promise<void> };

/**
 * A fresh, migrated database for one test file, made the process's own (`db()`): embedded by default, on the real server
 * of TEST_DATABASE_URL when that is set. Close it in `afterAll`.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = readTestDatabaseUrl();
  return server ? createOnServer(server) : createEmbedded();
}

async function createOnServer(server: string): Promise<TestDatabase> {
  const name = `test_${randomToken(8)
    .replace(/[^a-zA-Z0-9]/g, 'x')
    .toLowerCase()}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  await migrate(url.href, migrationsDir);
  const client = createDb(url.href);
  setDb(client);
  const close = async () => {
    await client.$disconnect();
    setDb(undefined);
    await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
  };
  return { db: client, url: url.href, isEmbedded: false, close };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** PGlite needs seconds to create a cluster; a migrated one is kept as an archive, named by the content of the migrations. */
async function createEmbedded(): Promise<TestDatabase> {
  const archive = path.join(os.tmpdir(), 'mixstage-test', `${await migrationsHash()}.tar`);
  const isKnown = existsSync(archive);
  const pg = isKnown
    ? await PGlite.create({ loadDataDir: new Blob([await readFile(archive)]), relaxedDurability: true })
    : await PGlite.create({ relaxedDurability: true });
  const server = new PGLiteSocketServer({ db: wholeBatches(pg), port: 0, host: '127.0.0.1', maxConnections: 40 });
  await server.start();
  const url = embeddedUrl(Number(server.getServerConn().split(':').at(-1)));
  if (!isKnown) {
    await migrate(url, migrationsDir);
    await mkdir(path.dirname(archive), { recursive: true });
    const dump = await pg.dumpDataDir('none');
    await writeFileAtomic(archive, new Uint8Array(await dump.arrayBuffer()));
  }
  const client = createDb(url);
  setDb(client);
  const close = async () => {
    await client.$disconnect();
    setDb(undefined);
    await server.stop();
    await pg.close();
  };
  return { db: client, url, isEmbedded: true, close };
}

async function migrationsHash(): Promise<string> {
  const names = (await readdir(migrationsDir)).filter((name) => /^\d/.test(name));
  names.sort();
  const parts = await Promise.all(
    names.map((name) => readFile(path.join(migrationsDir, name, 'migration.sql'), 'utf8')),
  );
  return sha256(parts.join('\n'));
}
