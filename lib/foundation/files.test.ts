import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDirectoryAtomic, pathInside, writeFileAtomic } from './files';

describe('a path inside a folder', () => {
  it.each(['../x', '/etc/passwd', 'a/../../x', 'C:\\x', 'a\\b', 'a\0b', '..'])('refuses %j', (name) => {
    expect(pathInside('/data', name)).toBeUndefined();
  });

  it('accepts names that stay inside, also below a relative root or the root of the disk', () => {
    expect(pathInside('/data', 'a/b.txt')).toBe('/data/a/b.txt');
    expect(pathInside('/data', 'a/../b.txt')).toBe('/data/b.txt');
    expect(pathInside('data', 'x')).toBe(path.resolve('data/x'));
    expect(pathInside('/', 'x')).toBe('/x');
    expect(pathInside('/data', '..x')).toBe('/data/..x');
    expect(pathInside('/data', '../data2/x')).toBeUndefined();
  });
});

describe('atomic writes', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'mixstage-files-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('replaces a file whole and leaves nothing else', async () => {
    const file = path.join(folder, 'one/x.json');
    await writeFileAtomic(file, 'old');
    await writeFileAtomic(file, 'new');
    expect(await readFile(file, 'utf8')).toBe('new');
    expect(await readdir(path.dirname(file))).toEqual(['x.json']);
  });

  it('leaves no folder behind when filling it fails', async () => {
    const target = path.join(folder, 'two/folder');
    const failure = createDirectoryAtomic(target, async (temporary) => {
      await writeFileAtomic(path.join(temporary, 'part'), 'x');
      throw new Error('disk full');
    });
    await expect(failure).rejects.toThrow('disk full');
    expect(await readdir(path.dirname(target))).toEqual([]);
  });
});
