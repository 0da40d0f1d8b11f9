import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inheritedEnvironment } from '@/lib/cli/launch/inherited-environment';
import { verifyAudit } from '@/lib/db/audit';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database';
import { readLivePointer } from './store';
import { seedRelease } from './testing/seed-release';

const projectDir = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

describe('a promotion that is killed', () => {
  let test: TestDatabase;
  let dataDir: string;
  beforeAll(async () => {
    test = await createTestDatabase();
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-crash-'));
  });
  afterAll(async () => {
    await test.close();
    await rm(dataDir, { recursive: true });
  });

  const promote = (number: number, failPoint?: string) =>
    run(
      process.execPath,
      ['dist/cli.mjs', 'release', 'promote', String(number), '--reason', 'test', '--accept', 'no_evaluation'],
      {
        cwd: projectDir,
        env: inheritedEnvironment({
          DATABASE_URL: test.url,
          MIXSTAGE_DATA_DIR: dataDir,
          MIXSTAGE_FAIL_POINT: failPoint,
        }),
      },
    );

  it('leaves exactly one live release and a chain that verifies, at whichever step the kill comes', async () => {
    const [one, two] = [await seedRelease(test.db, 1), await seedRelease(test.db, 2)];
    await promote(one.number);
    expect((await readLivePointer()).releaseId).toBe(one.id);
    const points = [
      'promotion.after-gate',
      'promotion.after-host',
      'promotion.pointer-moved',
      'promotion.before-commit',
    ];
    for (const point of points) {
      await expect(promote(two.number, point)).rejects.toMatchObject({ signal: 'SIGKILL' });
      expect(await readLivePointer(), point).toMatchObject({ version: 1, releaseId: one.id });
      expect(await verifyAudit(test.db), point).toMatchObject({ isIntact: true });
    }
    await expect(promote(two.number, 'promotion.after-commit')).rejects.toMatchObject({ signal: 'SIGKILL' });
    expect(await readLivePointer()).toMatchObject({ version: 2, releaseId: two.id });
    expect(await verifyAudit(test.db)).toMatchObject({ isIntact: true });
    await expect(promote(two.number)).rejects.toMatchObject({ code: 1 });
  }, 120_000);
});
