import { mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { Conflict } from '@/lib/foundation/errors';
import { writeFileAtomic } from '@/lib/foundation/files';
import { addressFile } from './database-address';
import { wholeBatches } from './whole-batches';

/** The running embedded database and how to stop it. */
export type EmbeddedDatabase = { port: number; stop(): Promise<void> };

const lockFile = (dataDir: string) => path.join(dataDir, 'database.lock');

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Start time of a process in clock ticks since boot (Linux), so that a reused pid is not taken for the old owner. */
async function startTicks(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/**
 * Takes the lock of a data folder; a lock left by a dead process is replaced.
 *
 * @throws {Conflict} if a living process holds it
 */
export async function takeDataFolder(dataDir: string): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const file = lockFile(dataDir);
  const mine = JSON.stringify({ pid: process.pid, ticks: await startTicks(process.pid) });
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(mine);
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const owner = await lockOwner(file);
    if (owner !== undefined && isAlive(owner.pid) && (await startTicks(owner.pid)) === owner.ticks) {
      throw new Conflict(`The data folder ${dataDir} is in use by process ${owner.pid}.`, {
        hint: 'Stop that process, or set MIXSTAGE_DATA_DIR to another folder.',
      });
    }
    await rm(file, { force: true });
  }
  throw new Conflict(`The data folder ${dataDir} is being opened by another process.`);
}

async function lockOwner(file: string): Promise<{ pid: number; ticks: string | undefined } | undefined> {
  try {
    const { pid, ticks } = JSON.parse(await readFile(file, 'utf8')) as { pid: number; ticks?: string };
    return { pid, ticks };
  } catch {
    return undefined;
  }
}

/**
 * Starts PGlite on `<dataDir>/database` and announces its port in the data folder.
 *
 * @param port 0 chooses a free one
 * @throws {Conflict} if another process has the data folder open
 */
export async function startEmbeddedDatabase(dataDir: string, port = 0): Promise<EmbeddedDatabase> {
  const release = await takeDataFolder(dataDir);
  try {
    const pg = await PGlite.create({ dataDir: path.join(dataDir, 'database') });
    const server = new PGLiteSocketServer({ db: wholeBatches(pg), port, host: '127.0.0.1', maxConnections: 40 });
    await server.start();
    const actual = Number(server.getServerConn().split(':').at(-1));
    await writeFileAtomic(addressFile(dataDir), JSON.stringify({ port: actual, pid: process.pid }));
    const stop = async () => {
      await rm(addressFile(dataDir), { force: true });
      await server.stop();
      await pg.close();
      await release();
    };
    return { port: actual, stop };
  } catch (error) {
    await release();
    throw error;
  }
}
