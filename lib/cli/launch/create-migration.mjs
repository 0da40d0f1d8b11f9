// Writes the next migration offline: the difference between the schema snapshot of the last migration and the schema
// now, computed by Prisma's own engine as WebAssembly. Usage: npm run migration -- <name>
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';

const projectDir = path.resolve(import.meta.dirname, '../../..');
const schemaDir = path.join(projectDir, 'prisma/schema');
const migrationsDir = path.join(projectDir, 'prisma/migrations');
const snapshotFile = path.join(migrationsDir, 'schema.snapshot.prisma');

async function engineModule() {
  const require = createRequire(import.meta.url);
  const directory = path.dirname(require.resolve('@prisma/schema-engine-wasm'));
  const glue = await import(pathToFileURL(path.join(directory, 'schema_engine_bg.js')).href);
  const wasm = fs.readFileSync(path.join(directory, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue;
}

/** The engine asks a database for its version and nothing else; the answer is always the same. */
const connection = {
  provider: 'postgres',
  adapterName: 'offline',
  executeRaw: async () => 0,
  executeScript: async () => {},
  dispose: async () => {},
  startTransaction: async () => {
    throw new Error('there is no database behind this adapter');
  },
  getConnectionInfo: () => ({ supportsRelationJoins: false }),
  queryRaw: async () => ({
    columnNames: ['exists', 'version', 'numeric_version'],
    columnTypes: [5, 7, 0],
    rows: [[true, 'PostgreSQL 16.0', 160000]],
  }),
};
const offline = {
  provider: 'postgres',
  adapterName: 'offline',
  connect: async () => connection,
  connectToShadowDb: async () => connection,
};

const currentSchema = () =>
  fs
    .readdirSync(schemaDir)
    .filter((file) => file.endsWith('.prisma'))
    .sort()
    .map((file) => fs.readFileSync(path.join(schemaDir, file), 'utf8'))
    .join('\n');

export async function schemaDifference() {
  const next = currentSchema();
  const previous = fs.existsSync(snapshotFile) ? fs.readFileSync(snapshotFile, 'utf8') : null;
  const glue = await engineModule();
  const engine = await glue.SchemaEngine.new(
    { datamodels: [['schema.prisma', next]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(offline),
  );
  const target = (content) => ({ tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] });
  const result = await engine.diff({
    from: previous === null ? { tag: 'empty' } : target(previous),
    to: target(next),
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  });
  return { changed: result.exitCode !== 0, sql: result.stdout, next };
}

async function main() {
  const name = process.argv[2];
  if (!name || !/^[a-z][a-z0-9-]*$/.test(name)) {
    console.error(
      'usage: npm run migration -- <kebab-case-name>   (or --check: exit 1 when the schema has no migration)',
    );
    process.exit(2);
  }
  const { changed, sql, next } = await schemaDifference();
  if (!changed) {
    console.log('The schema has not changed since the last migration.');
    return;
  }
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const directory = path.join(migrationsDir, `${stamp}_${name.replaceAll('-', '_')}`);
  fs.mkdirSync(directory, { recursive: true });
  fs.writeFileSync(path.join(directory, 'migration.sql'), sql);
  fs.writeFileSync(snapshotFile, next);
  fs.writeFileSync(path.join(migrationsDir, 'migration_lock.toml'), 'provider = "postgresql"\n');
  console.log(path.relative(projectDir, directory));
}

if (process.argv[1] === import.meta.filename) await main();
