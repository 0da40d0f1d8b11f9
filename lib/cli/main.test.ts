import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '@/lib/auth/actor';
import { collectAbandonedImports } from '@/lib/datasets/collect-abandoned-imports';
import { deleteDataset } from '@/lib/datasets/delete-dataset';
import { importDataset } from '@/lib/datasets/import-dataset';
import { importRequestSchema } from '@/lib/datasets/import-dataset.job';
import { verifyAudit } from '@/lib/db/audit';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database';
import { hasShared, needsShared, sharedPath } from '@/lib/foundation/testing/shared-material';
import { inheritedEnvironment } from './launch/inherited-environment';

const projectDir = path.resolve(import.meta.dirname, '../..');

const system = systemActor('test');

describe('the command line', { timeout: 90_000 }, () => {
  let test: TestDatabase;
  let dataDir: string;
  let folder: string;
  beforeAll(async () => {
    test = await createTestDatabase();
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-cli-'));
    folder = path.join(dataDir, 'given', 'tiny');
    await mkdir(path.join(folder, 'qrels'), { recursive: true });
    await writeFile(
      path.join(folder, 'corpus.jsonl'),
      Array.from({ length: 2500 }, (_, i) => JSON.stringify({ _id: `d${i}`, text: `text ${i}` })).join('\n'),
    );
    await writeFile(path.join(folder, 'queries.jsonl'), '{"_id":"q1","text":"which?"}\n');
    await writeFile(path.join(folder, 'qrels/test.tsv'), 'q1\td1\t1\n');
  });
  afterAll(async () => {
    await rm(dataDir, { recursive: true, force: true });
    await test.close();
  });

  const run = (args: string[], extra: { env?: Record<string, string>; input?: string } = {}) =>
    new Promise<{ code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }>((resolve) => {
      const child = spawn(process.execPath, [path.join(projectDir, 'dist/cli.mjs'), ...args], {
        env: inheritedEnvironment({
          DATABASE_URL: test.url,
          MIXSTAGE_DATA_DIR: dataDir,
          MIXSTAGE_PROJECT_DIR: projectDir,
          NODE_ENV: 'production',
          ...extra.env,
        }),
      });
      child.stdin.end(extra.input ?? '');
      const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => {
        const parts: Buffer[] = [];
        stream.on('data', (part) => parts.push(part));
        return () => Buffer.concat(parts).toString();
      }) as [() => string, () => string];
      child.on('close', (code, signal) => resolve({ code, signal, stdout: stdout(), stderr: stderr() }));
    });

  it('explains itself: all commands, one command, and exit status 2 with the usage for wrong words', async () => {
    const all = await run(['--help']);
    expect(all).toMatchObject({ code: 0, stderr: '' });
    expect(all.stdout).toMatch(/dataset import .*\n(.*\n)*.*user create/);
    const one = await run(['dataset', 'import', '--help']);
    expect(one.code).toBe(0);
    expect(one.stdout).toContain('--on-bad-line MODE');
    for (const words of [
      ['dataset', 'improt'],
      ['dataset', 'import'],
    ]) {
      const wrong = await run(words);
      expect(wrong.code, words.join(' ')).toBe(2);
      expect(wrong.stderr, words.join(' ')).toContain('Usage: npm run mixstage --');
    }
  });

  it('imports, lists and deletes a dataset; standard output is nothing but the JSON', async () => {
    const imported = await run(['dataset', 'import', folder, '--name', 'Tiny', '--json']);
    expect(imported.code).toBe(0);
    expect(JSON.parse(imported.stdout)).toMatchObject({ slug: 'tiny', isNew: true, report: { documents: 2500 } });
    expect(imported.stderr).toMatch(/store documents/);
    const listed = await run(['dataset', 'list', '--json']);
    expect(JSON.parse(listed.stdout)).toMatchObject([{ slug: 'tiny', version: { documentCount: 2500 } }]);
    expect((await run(['dataset', 'delete', 'tiny'])).code).toBe(2);
    expect((await run(['dataset', 'delete', 'tiny', '--yes'])).code).toBe(0);
    expect(JSON.parse((await run(['dataset', 'list', '--json'])).stdout)).toEqual([]);
  });

  it('tells a refused import in words with file and line, on standard error, with exit status 1', async () => {
    await writeFile(path.join(folder, 'qrels/bad.tsv'), 'q1\tnone\t1\n');
    const refused = await run(['dataset', 'import', folder, '--json']);
    await rm(path.join(folder, 'qrels/bad.tsv'));
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/qrels\/bad\.tsv:1: there is no document none/);
    expect(refused.stderr).toMatch(/--on-bad-line report/);
    expect(refused.stderr).not.toMatch(/ {4}at /);
  });

  it('creates people, applications and set-up links, and verifies the audit chain', async () => {
    const link = await run(['setup-link', '--json']);
    expect(JSON.parse(link.stdout).url).toMatch(/\/join#/);
    const made = await run(
      ['user', 'create', '--email', 'ada@example.org', '--role', 'admin', '--password-stdin', '--json'],
      { input: 'a long password\n' },
    );
    expect(made.code).toBe(0);
    expect(made.stdout).not.toContain('a long password');
    expect((await run(['user', 'create', '--email', 'ada@example.org'])).code).toBe(1);
    expect((await run(['user', 'create', '--email', 'b@example.org', '--role', 'king'])).code).toBe(2);
    expect(JSON.parse((await run(['setup-link', '--json'])).stdout)).toEqual({ url: null });
    const app = await run(['app', 'create', '--name', 'Search', '--json']);
    expect(JSON.parse(app.stdout).key).toMatch(/^mxa_/);
    const audit = await run(['audit', 'verify', '--json']);
    expect(JSON.parse(audit.stdout)).toMatchObject({ isIntact: true });
  });

  const points = [
    'dataset.import.read',
    'dataset.import.corpus-stored',
    'dataset.import.staged',
    'dataset.import.stored',
    'dataset.import.published',
  ];
  for (const [i, point] of points.entries()) {
    it(`leaves nothing half imported when it is killed at ${point}, and the next try ends the same`, async () => {
      const slug = `killed-${i}`;
      const killed = await run(['dataset', 'import', folder, '--slug', slug, '--json'], {
        env: { MIXSTAGE_FAIL_POINT: point },
      });
      expect(killed.signal).toBe('SIGKILL');
      const visible = await test.db.dataset.count({ where: { slug, currentVersionId: { not: null } } });
      expect(visible).toBe(point === 'dataset.import.published' ? 1 : 0);
      // A worker would find the lease run out half a minute later and try again; here the job is given up.
      await test.db.job.updateMany({ where: { state: 'running' }, data: { state: 'failed' } });
      await collectAbandonedImports(dataDir);
      const request = importRequestSchema.parse({ source: { kind: 'path', path: folder }, slug });
      const again = await importDataset(system, request, { dataDir });
      expect(again.number).toBe(1);
      expect(await test.db.datasetVersion.count()).toBe(1);
      expect(await test.db.qrel.count({ where: { versionId: again.versionId } })).toBe(1);
      expect(await test.db.document.count()).toBe(2500);
      expect((await verifyAudit(test.db)).isIntact).toBe(true);
      await deleteDataset(system, slug, dataDir);
      const folders = await readdir(path.join(dataDir, 'corpora'));
      expect(folders.filter((name) => /^[0-9a-f]{64}$/.test(name))).toEqual([]);
    });
  }

  describe.skipIf(!hasShared('data/trec'))(`metrics (${needsShared})`, () => {
    it('prints what trec_eval printed', async () => {
      const [runFile, qrels, expected] = ['run.txt', 'qrels.txt', 'expected.txt'].map((name) =>
        sharedPath('data/trec', name),
      ) as [string, string, string];
      const measures = 'ndcg_cut.5,10,20 recall.5,20,60,100 recip_rank map P.5,10 success.1,10 ndcg';
      const printed = await run(['metrics', '--run', runFile, '--qrels', qrels, '--measures', measures], {
        env: { DATABASE_URL: '' },
      });
      expect(printed.code).toBe(0);
      const { readFile } = await import('node:fs/promises');
      const lines = (text: string) =>
        text
          .trim()
          .split('\n')
          .map((line) => line.trim().split(/\s+/).join('\t'))
          .filter((line) => !/^(?:runid|num_)/.test(line))
          .sort();
      expect(lines(printed.stdout)).toEqual(lines(await readFile(expected, 'utf8')));
    });
  });
});
