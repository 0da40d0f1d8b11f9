import { createReadStream } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { verifyAudit } from '@/lib/db/audit';
import { db, type Tx } from '@/lib/db/client';
import { migrate } from '@/lib/db/migrate';
import { Conflict, InvalidInput } from '@/lib/foundation/errors';
import { sha256File } from '@/lib/foundation/hash';
import type { JobProgress } from '@/lib/jobs/define-job';
import {
  type BackupManifest,
  backupManifestSchema,
  filesFolder,
  isLeftOut,
  manifestName,
  quoteName,
  tableNames,
} from './backup-format';

export type RestoreSettings = {
  dataDir: string;
  databaseUrl: string;
  migrationsDir: string;
  signal: AbortSignal;
  progress(progress: JobProgress): void;
};

const batchRows = 500;
const batchCharacters = 4_000_000;
const restoreLimitMs = 6 * 3600_000;

/**
 * Restores a backup into an empty database and an empty data folder: every hash is checked before anything is written,
 * the rows go in as one transaction, and the restored audit chain must verify and end where it ended.
 *
 * @throws {InvalidInput} if the backup is damaged or made by a newer version; nothing is changed then
 * @throws {Conflict} if the database or the data folder is not empty; nothing is changed then
 */
export async function restoreBackup(directory: string, settings: RestoreSettings): Promise<BackupManifest> {
  const manifest = await readManifest(directory);
  await verifyHashes(directory, manifest, settings);
  await migrateTo(manifest.migrations, settings);
  await refuseFilled(settings.dataDir);
  const copied: string[] = [];
  try {
    await copyFiles(directory, manifest, settings, copied);
    await db().$transaction((tx) => fillDatabase(tx, directory, manifest, settings), { timeout: restoreLimitMs });
  } catch (error) {
    for (const folder of copied) await rm(path.join(settings.dataDir, folder), { recursive: true, force: true });
    throw error;
  }
  await migrate(settings.databaseUrl, settings.migrationsDir);
  return manifest;
}

async function readManifest(directory: string): Promise<BackupManifest> {
  const text = await readFile(path.join(directory, manifestName), 'utf8').catch((error) => {
    throw new InvalidInput(`${directory} is no complete backup: it has no ${manifestName}.`, {}, { cause: error });
  });
  try {
    return backupManifestSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new InvalidInput(
      `${manifestName} of this backup is damaged, or made by a newer version.`,
      {},
      { cause: error },
    );
  }
}

async function verifyHashes(
  directory: string,
  manifest: BackupManifest,
  { signal, progress }: RestoreSettings,
): Promise<void> {
  const all = [
    ...manifest.tables.map(({ file }) => ({ file, at: path.join(directory, file.path) })),
    ...manifest.files.map((file) => ({ file, at: path.join(directory, filesFolder, file.path) })),
  ];
  for (const [i, { file, at }] of all.entries()) {
    signal.throwIfAborted();
    progress({ phase: 'verify', done: i, total: all.length, unit: 'files' });
    const actual = await sha256File(at).catch(() => undefined);
    if (actual !== file.sha256)
      throw new InvalidInput(
        `The backup is damaged: ${file.path} ${actual ? 'does not match its hash' : 'is missing'}. Nothing was changed.`,
      );
  }
}

/** Applies exactly the migrations that the backup had, so that later ones run over its rows as an upgrade would. */
async function migrateTo(names: readonly string[], { databaseUrl, migrationsDir }: RestoreSettings): Promise<void> {
  const known = (await readdir(migrationsDir, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown)
    throw new InvalidInput(
      `This backup was made by a newer version of Mixstage (migration ${unknown}). Restore it with that version.`,
    );
  const subset = await mkdtemp(path.join(os.tmpdir(), 'mixstage-migrations-'));
  try {
    for (const name of names) await cp(path.join(migrationsDir, name), path.join(subset, name), { recursive: true });
    await migrate(databaseUrl, subset);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    throw new Conflict(
      'The database is not empty: it has a newer layout than the backup. Nothing was changed.',
      { hint: emptyHint },
      { cause: error },
    );
  } finally {
    await rm(subset, { recursive: true, force: true });
  }
}

const emptyHint =
  'Restore into an empty data folder (MIXSTAGE_DATA_DIR=<new folder>) or an empty database (DATABASE_URL).';

async function refuseFilled(dataDir: string): Promise<void> {
  const names = (await readdir(dataDir).catch(() => [])).filter((name) => !isLeftOut(name));
  if (names.length > 0)
    throw new Conflict(`The data folder is not empty (${names.slice(0, 3).join(', ')}). Nothing was changed.`, {
      hint: emptyHint,
    });
  const filled = await db().$transaction(async (tx) => {
    for (const name of await tableNames(tx)) {
      const rows = await tx.$queryRawUnsafe<unknown[]>(`SELECT 1 AS one FROM ${quoteName(name)} LIMIT 1`);
      if (rows.length > 0) return name;
    }
    return undefined;
  });
  if (filled)
    throw new Conflict(`The database is not empty (table ${filled}). Nothing was changed.`, { hint: emptyHint });
}

async function copyFiles(
  directory: string,
  manifest: BackupManifest,
  settings: RestoreSettings,
  copied: string[],
): Promise<void> {
  await mkdir(settings.dataDir, { recursive: true, mode: 0o700 });
  for (const [i, file] of manifest.files.entries()) {
    settings.signal.throwIfAborted();
    settings.progress({ phase: 'restore files', done: i, total: manifest.files.length, unit: 'files' });
    const [top = ''] = file.path.split('/');
    if (!copied.includes(top)) copied.push(top);
    const target = path.join(settings.dataDir, file.path);
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
    await cp(path.join(directory, filesFolder, file.path), target, { errorOnExist: true, force: false });
    if ((await sha256File(target)) !== file.sha256)
      throw new InvalidInput(`${file.path} was not copied correctly. Nothing was kept.`);
  }
}

type ForeignKey = { table: string; name: string; definition: string };

async function fillDatabase(
  tx: Tx,
  directory: string,
  manifest: BackupManifest,
  settings: RestoreSettings,
): Promise<void> {
  // Foreign keys are put aside and added again at the end, which checks every row: so the order of tables does not matter.
  const keys = await tx.$queryRaw<ForeignKey[]>`
    SELECT c.conrelid::regclass::text AS "table", c.conname::text AS name, pg_get_constraintdef(c.oid) AS definition
    FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE c.contype = 'f' AND n.nspname = current_schema()`;
  for (const key of keys) await tx.$executeRawUnsafe(`ALTER TABLE ${key.table} DROP CONSTRAINT ${quoteName(key.name)}`);
  const known = await tableNames(tx);
  for (const [i, table] of manifest.tables.entries()) {
    settings.progress({ phase: 'restore tables', done: i, total: manifest.tables.length, unit: 'tables' });
    if (!known.includes(table.name))
      throw new InvalidInput(`The backup has a table ${table.name} that this version does not know.`);
    const rows = await fillTable(tx, table.name, path.join(directory, table.file.path), settings.signal);
    if (rows !== table.rows)
      throw new InvalidInput(`The backup is damaged: table ${table.name} has ${rows} rows instead of ${table.rows}.`);
  }
  for (const key of keys)
    await tx.$executeRawUnsafe(`ALTER TABLE ${key.table} ADD CONSTRAINT ${quoteName(key.name)} ${key.definition}`);
  await advanceSequences(tx);
  await checkAudit(tx, manifest);
}

async function fillTable(tx: Tx, name: string, file: string, signal: AbortSignal): Promise<number> {
  const lines = createInterface({ input: createReadStream(file).pipe(createGunzip()), crlfDelay: 0 });
  let batch: string[] = [];
  let characters = 0;
  let rows = 0;
  const insert = async () => {
    if (batch.length === 0) return;
    signal.throwIfAborted();
    const table = quoteName(name);
    await tx.$executeRawUnsafe(
      `INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1::json)`,
      `[${batch.join(',')}]`,
    );
    rows += batch.length;
    batch = [];
    characters = 0;
  };
  for await (const line of lines) {
    batch.push(line);
    characters += line.length;
    if (batch.length >= batchRows || characters >= batchCharacters) await insert();
  }
  await insert();
  return rows;
}

/** Numbered rows go on after the highest restored number. */
async function advanceSequences(tx: Tx): Promise<void> {
  const columns = await tx.$queryRaw<{ table: string; column: string; sequence: string }[]>`
    SELECT table_name::text AS "table", column_name::text AS "column", pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence
    FROM information_schema.columns
    WHERE table_schema = current_schema() AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL`;
  for (const { table, column, sequence } of columns) {
    await tx.$queryRawUnsafe(
      `SELECT setval('${sequence}', coalesce(max(${quoteName(column)}), 0) + 1, false)::text AS next FROM ${quoteName(table)}`,
    );
  }
}

async function checkAudit(tx: Tx, manifest: BackupManifest): Promise<void> {
  const check = await verifyAudit(tx);
  if (!check.isIntact)
    throw new InvalidInput(
      `The audit chain of this backup is broken at entry ${check.brokenAtSeq}: ${check.reason}. Nothing was restored.`,
    );
  if (manifest.auditHead && check.headHash !== manifest.auditHead.hash) {
    throw new InvalidInput(
      'The audit chain of this backup does not end where its manifest says. Nothing was restored.',
    );
  }
}
