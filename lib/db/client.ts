import { PrismaPg } from '@prisma/adapter-pg';
import { env } from '@/lib/foundation/env';
import { PrismaClient } from '@/prisma/generated/client';
import { databaseUrl } from './database-address';

/** The Prisma client, or the part of it that works inside a transaction. */
export type Db = PrismaClient;
export type Tx = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];
/** Either: reads that may run inside or outside a transaction take this. */
export type DbOrTx = Db | Tx;

/** A client for one database; the pool is small because the embedded database serves one statement at a time. */
export function createDb(url: string, poolSize = 8): Db {
  const adapter = new PrismaPg({ connectionString: url, max: poolSize, connectionTimeoutMillis: 15_000 });
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 15_000, timeout: 60_000 } });
}

const holder = globalThis as typeof globalThis & { mixstageDb?: Db };

/** The client of this process, created at first use: the server of DATABASE_URL, else the running embedded database. */
export function db(): Db {
  holder.mixstageDb ??= createDb(databaseUrl(env()));
  return holder.mixstageDb;
}

/** Points this process at another database (tests, the command line); the earlier client is the caller's to close. */
export function setDb(next: Db | undefined): void {
  holder.mixstageDb = next;
}
