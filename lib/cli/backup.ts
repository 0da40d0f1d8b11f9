import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { db, type Tx } from '@/lib/db/client';
import { systemClock } from '@/lib/foundation/clock';
import { Conflict, InvalidInput } from '@/lib/foundation/errors';
import { createDirectoryAtomic, writeFileAtomic } from '@/lib/foundation/files';
import type { JobProgress } from '@/lib/jobs/define-job';
import {
  type BackupManifest,
  filesFolder,
  isLeftOut,
  manifestName,
  quoteName,
  refuseInside,
  tableNames,
  tablePath,
} from './backup-format';

export type BackupSettings = { dataDir: string; signal: AbortSignal; progress(progress: JobProgress): void };

const fetchRows = 500;
const snapshotLimitMs = 6 * 3600_000;

/**
 * Writes a backup folder: every table as JSON lines from one snapshot, every file of the data folder, and a manifest
 * with the SHA-256 of each. The folder must not exist; it appears complete or not at all. Mixstage may be running.
 *
 * @throws {InvalidInput} if the folder exists or lies inside the data folder
 * @throws {Conflict} if files that the snapshot names were deleted meanwhile
 */
export async function createBackup(directory: string, settings: BackupSettings): Promise<BackupManifest> {
  refuseInside(directory, settings.dataDir);
  if (existsSync(directory))
    throw new InvalidInput(`${directory} exists already. A backup is written into a new folder.`);
  let manifest: BackupManifest | undefined;
  await createDirectoryAtomic(directory, async (temporary) => {
    const snapshot = await db().$transaction((tx) => dumpDatabase(tx, temporary, settings), {
      isolationLevel: 'RepeatableRead',
      timeout: snapshotLimitMs,
    });
    const files = await copyFiles(temporary, settings);
    refuseMissing(snapshot.directories, files);
    const { tables, migrations, auditHead } = snapshot;
    manifest = { format: 1, createdAt: systemClock.now().toISOString(), migrations, tables, files, auditHead };
    await writeFileAtomic(path.join(temporary, manifestName), `${JSON.stringify(manifest, null, 1)}\n`);
  });
  return manifest as BackupManifest;
}

type Snapshot = Pick<BackupManifest, 'tables' | 'migrations' | 'auditHead'> & { directories: string[] };

async function dumpDatabase(tx: Tx, root: string, settings: BackupSettings): Promise<Snapshot> {
  await mkdir(path.join(root, 'database'));
  const migrations = await tx.$queryRaw<{ name: string }[]>`
    SELECT migration_name AS name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`;
  const names = await tableNames(tx);
  const tables: BackupManifest['tables'] = [];
  for (const name of names) {
    settings.progress({ phase: 'save tables', done: tables.length, total: names.length, unit: 'tables' });
    tables.push(await dumpTable(tx, root, name, settings.signal));
  }
  const head = await tx.auditHead.findUnique({ where: { id: 1 } });
  const auditHead = head ? { seq: head.seq, hash: head.hash } : null;
  return { migrations: migrations.map((row) => row.name), tables, auditHead, directories: await namedDirectories(tx) };
}

/** Folders below the data folder that rows of the snapshot depend on. */
async function namedDirectories(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ directory: string }[]>`
    SELECT 'corpora/' || hash AS directory FROM "Corpus" WHERE "sizeBytes" >= 0
    UNION SELECT directory FROM "Checkpoint" WHERE directory IS NOT NULL
    UNION SELECT directory FROM "Index" WHERE directory IS NOT NULL AND state = 'ready'`;
  return rows.map((row) => row.directory.replace(/\/+$/, ''));
}

async function dumpTable(
  tx: Tx,
  root: string,
  name: string,
  signal: AbortSignal,
): Promise<BackupManifest['tables'][number]> {
  let rows = 0;
  const cursor = `backup_${name}`;
  await tx.$executeRawUnsafe(
    `DECLARE ${quoteName(cursor)} NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS line FROM ${quoteName(name)} t`,
  );
  async function* lines(): AsyncGenerator<string> {
    for (;;) {
      signal.throwIfAborted();
      const page = await tx.$queryRawUnsafe<{ line: string }[]>(`FETCH ${fetchRows} FROM ${quoteName(cursor)}`);
      if (page.length === 0) return;
      rows += page.length;
      yield page.map((row) => `${row.line}\n`).join('');
    }
  }
  const file = await writeHashed(root, tablePath(name), Readable.from(lines()), true);
  await tx.$executeRawUnsafe(`CLOSE ${quoteName(cursor)}`);
  return { name, rows, file };
}

async function copyFiles(
  root: string,
  { dataDir, signal, progress }: BackupSettings,
): Promise<BackupManifest['files']> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(dataDir, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((name) => !isLeftOut(name))
    .sort();
  const files: BackupManifest['files'] = [];
  for (const name of names) {
    signal.throwIfAborted();
    progress({ phase: 'save files', done: files.length, total: names.length, unit: 'files' });
    const source = createReadStream(path.join(dataDir, name));
    files.push(await writeHashed(path.join(root, filesFolder), name, source));
  }
  return files;
}

async function writeHashed(
  root: string,
  name: string,
  content: Readable,
  isPacked = false,
): Promise<BackupManifest['files'][number]> {
  const target = path.join(root, name);
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
  const digest = createHash('sha256');
  let sizeBytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      digest.update(chunk);
      sizeBytes += chunk.length;
      done(null, chunk);
    },
  });
  const output = createWriteStream(target, { flags: 'wx', mode: 0o600, flush: true });
  if (isPacked) await pipeline(content, createGzip(), meter, output);
  else await pipeline(content, meter, output);
  return { path: name, sha256: digest.digest('hex'), sizeBytes };
}

function refuseMissing(directories: readonly string[], files: BackupManifest['files']): void {
  const missing = directories.find(
    (directory) => !files.some((file) => file.path === directory || file.path.startsWith(`${directory}/`)),
  );
  if (missing === undefined) return;
  throw new Conflict(
    `${missing} is named in the database and not in the data folder: it was deleted during the backup, or is lost.`,
    {
      hint: 'Run the backup again. If it fails again, delete what refers to it, or restore an earlier backup.',
    },
  );
}
