import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { Conflict, Unavailable } from '@/lib/foundation/errors';
import { sha256 } from '@/lib/foundation/hash';
import { randomId } from '@/lib/foundation/random';

/** The advisory lock that Prisma's own migration engine takes, so that both wait for each other. */
const migrationLock = 72707369;

const createTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

type Applied = { migration_name: string; checksum: string; finished_at: Date | null };

/**
 * Applies the migrations that a database does not have yet, each in a transaction of its own, under a lock, so that
 * several nodes may start at once. The history is kept in Prisma's own table and format.
 *
 * @returns the names of the migrations applied now
 * @throws {Unavailable} if the server cannot be reached
 * @throws {Conflict} if an applied migration was edited, is half applied, or is newer than this version knows
 */
export async function migrate(url: string, migrationsDir: string): Promise<string[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (error) {
    throw new Unavailable(
      'The database cannot be reached. Check DATABASE_URL and that the server runs.',
      {},
      { cause: error },
    );
  }
  try {
    return await applyPending(client, await readMigrations(migrationsDir));
  } finally {
    await client.end();
  }
}

type Migration = { name: string; sql: string; checksum: string };

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  names.sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(path.join(directory, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: sha256(sql) };
    }),
  );
}

async function applyPending(client: Client, migrations: Migration[]): Promise<string[]> {
  const appliedNow: string[] = [];
  // Each step takes the lock for its own transaction: a session lock would outlive a dropped connection on the embedded database.
  await inTransaction(client, () => client.query(createTable));
  for (const migration of migrations) {
    const isNew = await inTransaction(client, async () => {
      const { rows } = await client.query<Applied>(
        'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
      );
      refuseUnknown(rows, migrations);
      const known = rows.find((row) => row.migration_name === migration.name);
      if (known) {
        refuseBroken(known, migration);
        return false;
      }
      await client.query(migration.sql);
      await client.query(
        `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)`,
        [randomId(), migration.checksum, migration.name],
      );
      return true;
    });
    if (isNew) appliedNow.push(migration.name);
  }
  return appliedNow;
}

function refuseBroken(row: Applied, migration: Migration): void {
  if (row.finished_at === null) {
    throw new Conflict(
      `Migration ${migration.name} was begun and not finished. Restore the backup made before the upgrade.`,
    );
  }
  if (row.checksum !== migration.checksum) {
    throw new Conflict(
      `Migration ${migration.name} differs from the one that this database has applied. Use the matching version of Mixstage.`,
    );
  }
}

function refuseUnknown(rows: Applied[], migrations: Migration[]): void {
  const names = new Set(migrations.map((migration) => migration.name));
  const unknown = rows.find((row) => !names.has(row.migration_name));
  if (unknown) {
    throw new Conflict(
      `This database was upgraded by a newer version of Mixstage (migration ${unknown.migration_name}). Start that version.`,
    );
  }
}

async function inTransaction<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
