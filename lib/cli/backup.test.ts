import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemActor } from '@/lib/auth/actor';
import { createUser } from '@/lib/auth/one-time-links';
import { verifyCorpus } from '@/lib/datasets/corpus-files';
import { importDataset } from '@/lib/datasets/import-dataset';
import { importRequestSchema } from '@/lib/datasets/import-dataset.job';
import { verifyAudit } from '@/lib/db/audit';
import { setDb } from '@/lib/db/client';
import { createTestDatabase, migrationsDir, type TestDatabase } from '@/lib/db/testing/test-database';
import { createBackup } from './backup';
import { restoreBackup } from './restore';

const system = systemActor('test');
const never = new AbortController().signal;
const quiet = () => undefined;

describe('backup and restore', () => {
  let source: TestDatabase;
  let target: TestDatabase;
  let root: string;
  let corpusHash: string;
  const at = (...parts: string[]) => path.join(root, ...parts);
  beforeAll(async () => {
    source = await createTestDatabase();
    root = await mkdtemp(path.join(os.tmpdir(), 'mixstage-backup-'));
    await mkdir(at('given'));
    await writeFile(
      at('given/corpus.jsonl'),
      Array.from({ length: 1200 }, (_, i) =>
        JSON.stringify({ _id: `d${i}`, text: `第${i}条 "quoted" \\ back`, metadata: { i, half: i / 3 } }),
      ).join('\n'),
    );
    await writeFile(at('given/queries.jsonl'), '{"_id":"q","text":"a\\tb"}');
    const request = importRequestSchema.parse({ source: { kind: 'path', path: at('given') } });
    ({ corpusHash } = await importDataset(system, request, { dataDir: at('data') }));
    await createUser(system, { email: 'a@example.org', name: 'A', role: 'admin', password: 'a long password' });
    // Every odd type of the schema: bytes, 64-bit integers, floats, numbered rows, rows that refer to their own table.
    await source.db.candidateList.create({
      data: {
        sourceHash: 's',
        queryHash: 'q',
        depth: 2,
        ordinals: new Uint8Array([0, 255, 10]),
        scores: new Uint8Array(0),
      },
    });
    await source.db.pairScore.create({ data: { rerankerHash: 'r', pairHash: 'p', score: 0.1 + 0.2 } });
    await source.db.job.create({
      data: { id: 'j', kind: 'k', payload: { big: '9007199254740993' }, createdBy: 'test' },
    });
    await source.db.jobLog.createMany({
      data: [1, 2, 3].map((n) => ({ jobId: 'j', level: 'info', message: `line ${n}\nnext` })),
    });
    const facts = {
      component: 'embedder',
      stage: 'base',
      source: 'onnx',
      config: {},
      files: [],
      adapters: [],
      checks: {},
      createdBy: 'test',
    };
    await source.db.checkpoint.create({ data: { ...facts, id: 'z-parent', contentHash: '1', name: 'parent' } });
    await source.db.checkpoint.create({
      data: { ...facts, id: 'a-child', contentHash: '2', name: 'child', parentId: 'z-parent' },
    });
    await writeFile(at('data/auth-secret'), 'secret');
    await mkdir(at('data/uploads'), { recursive: true });
    await writeFile(at('data/uploads/half'), 'not part of it');
  });
  beforeEach(async () => {
    target = await createTestDatabase();
    setDb(source.db);
  });
  afterEach(async () => {
    await target.close();
    setDb(source.db);
  });
  afterAll(async () => {
    await rm(root, { recursive: true, force: true });
    await source.close();
  });

  const save = (name: string) => createBackup(at(name), { dataDir: at('data'), signal: never, progress: quiet });
  const restore = (name: string, into: string) => {
    setDb(target.db);
    return restoreBackup(at(name), {
      dataDir: at(into),
      databaseUrl: target.url,
      migrationsDir,
      signal: never,
      progress: quiet,
    });
  };
  const dump = async (name: string) => {
    const files = (await readdir(at(name, 'database'))).sort();
    const tables = await Promise.all(
      files.map(
        async (file) =>
          [
            file,
            gunzipSync(await readFile(at(name, 'database', file)))
              .toString()
              .split('\n')
              .sort(),
          ] as const,
      ),
    );
    return Object.fromEntries(tables);
  };

  it('bring back every row and every file, and the audit chain verifies and goes on', async () => {
    const manifest = await save('saved');
    expect(manifest.files.map((file) => file.path)).toContain('auth-secret');
    expect(manifest.files.some((file) => file.path.startsWith('uploads/'))).toBe(false);
    await restore('saved', 'restored');
    await createBackup(at('saved-again'), { dataDir: at('restored'), signal: never, progress: quiet });
    expect(await dump('saved-again')).toEqual(await dump('saved'));
    await verifyCorpus(at('restored'), corpusHash);
    expect(await verifyAudit(target.db)).toMatchObject({ isIntact: true, headHash: manifest.auditHead?.hash });
    await createUser(system, { email: 'b@example.org', name: 'B', role: 'operator', password: 'a long password' });
    expect((await verifyAudit(target.db)).isIntact).toBe(true);
    const { id } = await target.db.jobLog.create({ data: { jobId: 'j', level: 'info', message: 'after' } });
    expect(id).toBeGreaterThan(3n);
    await expect(target.db.auditEntry.deleteMany()).rejects.toThrow(/append-only/);
    await expect(target.db.jobLog.create({ data: { jobId: 'none', level: 'info', message: 'x' } })).rejects.toThrow();
  });

  it('refuse a target that is not empty and change nothing there', async () => {
    await save('second');
    await target.db.setting.create({ data: { key: 'k', value: 1, updatedBy: 'test' } });
    await expect(restore('second', 'elsewhere')).rejects.toThrow(/database is not empty \(table Setting\)/);
    await target.db.setting.deleteMany();
    await mkdir(at('filled/corpora'), { recursive: true });
    await expect(restore('second', 'filled')).rejects.toThrow(/data folder is not empty/);
    expect(await readdir(at('filled'))).toEqual(['corpora']);
    expect(await target.db.user.count()).toBe(0);
  });

  it('find a changed byte, a missing file and a missing manifest before anything is written', async () => {
    await save('hurt');
    await appendFile(at('hurt/files/auth-secret'), 'x');
    await expect(restore('hurt', 'never')).rejects.toThrow(/auth-secret does not match its hash/);
    await rm(at('hurt/files/auth-secret'));
    await expect(restore('hurt', 'never')).rejects.toThrow(/auth-secret is missing/);
    await rm(at('hurt/manifest.json'));
    await expect(restore('hurt', 'never')).rejects.toThrow(/no complete backup/);
    expect(await target.db.user.count()).toBe(0);
    await expect(readdir(at('never'))).rejects.toThrow();
  });

  it('refuse a manifest whose names leave the folder, and one of a newer version', async () => {
    const manifest = await save('forged');
    const forge = (changes: object) =>
      writeFile(at('forged/manifest.json'), JSON.stringify({ ...manifest, ...changes }));
    await forge({ files: [{ path: '../evil', sha256: 'a'.repeat(64), sizeBytes: 1 }] });
    await expect(restore('forged', 'never')).rejects.toThrow(/damaged, or made by a newer version/);
    await forge({ migrations: [...manifest.migrations, '20990101000000_later'] });
    await expect(restore('forged', 'never')).rejects.toThrow(/made by a newer version of Mixstage/);
  });

  it('do not write into a folder that exists or into the data folder itself, and fail when a corpus is missing', async () => {
    await expect(save('given')).rejects.toThrow(/exists already/);
    await expect(save('data/inside')).rejects.toThrow(/inside the data folder/);
    await source.db
      .$executeRaw`INSERT INTO "Corpus" (hash, name, "documentCount", "sizeBytes") VALUES ('lost', 'lost', 1, 1)`;
    await expect(save('incomplete')).rejects.toThrow(/corpora\/lost is named in the database/);
    await source.db.corpus.delete({ where: { hash: 'lost' } });
    await expect(readdir(at('incomplete'))).rejects.toThrow();
  });
});
