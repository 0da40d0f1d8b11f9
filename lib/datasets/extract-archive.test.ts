import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { archiveKind, extractArchive } from './extract-archive';

const limits = { archiveEntries: 50, unpackedBytes: 8 << 20, compressionRatio: 200, ratioFromBytes: 1 << 20 };
type TarEntry = Partial<Header> & { name: string; content?: string | Buffer };

describe('archives', () => {
  let directory: string;
  let target: string;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'mixstage-archive-'));
    target = path.join(directory, 'target');
    await mkdir(target);
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const zip = async (entries: [string, string | Buffer, { mode?: number }?][]) => {
    const file = path.join(directory, 'a.zip');
    const made = new ZipFile();
    for (const [name, content, options] of entries) made.addBuffer(Buffer.from(content), name, options);
    made.end();
    await pipeline(made.outputStream, createWriteStream(file));
    return file;
  };
  const tar = async (entries: TarEntry[], isPacked = true) => {
    const made = pack();
    for (const { content = '', ...header } of entries) made.entry(header, content);
    made.finalize();
    const parts: Buffer[] = [];
    for await (const part of made) parts.push(part as Buffer);
    const file = path.join(directory, isPacked ? 'a.tar.gz' : 'a.tar');
    await writeFile(file, isPacked ? gzipSync(Buffer.concat(parts)) : Buffer.concat(parts));
    return file;
  };
  /** Rewrites a name inside a finished zip, because honest packers refuse to write a dishonest one. */
  const zipNamed = async (name: string) => {
    const honest = 'x'.repeat(name.length);
    const file = await zip([[honest, 'content']]);
    const bytes = await readFile(file);
    for (let at = bytes.indexOf(honest); at !== -1; at = bytes.indexOf(honest, at + 1)) bytes.write(name, at, 'latin1');
    await writeFile(file, bytes);
    return file;
  };

  it('unpack files in folders from zip, tar and tar.gz', async () => {
    const large = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
    const files = [
      await zip([
        ['set/corpus.jsonl', '一'],
        ['set/qrels/test.tsv', large],
      ]),
      await tar([
        { name: './set/corpus.jsonl', content: '一' },
        { name: 'set/qrels/', type: 'directory' },
        { name: 'set/qrels/test.tsv', content: large },
      ]),
      await tar(
        [
          { name: 'set/corpus.jsonl', content: '一' },
          { name: 'set/qrels/test.tsv', content: large },
        ],
        false,
      ),
    ];
    for (const [i, file] of files.entries()) {
      const into = path.join(target, String(i));
      await mkdir(into);
      expect((await extractArchive(file, into, limits)).sort()).toEqual(['set/corpus.jsonl', 'set/qrels/test.tsv']);
      expect(await readFile(path.join(into, 'set/corpus.jsonl'), 'utf8')).toBe('一');
      expect((await readFile(path.join(into, 'set/qrels/test.tsv'))).equals(large)).toBe(true);
    }
    expect(await Promise.all(files.map(archiveKind))).toEqual(['zip', 'tar.gz', 'tar']);
  });

  it('are told from single files by content, not by name', async () => {
    const plain = path.join(directory, 'corpus.zip');
    await writeFile(plain, '{"_id":"1","text":"x"}');
    const single = path.join(directory, 'corpus.jsonl.gz');
    await writeFile(single, gzipSync('{"_id":"1","text":"x"}'));
    expect(await archiveKind(plain)).toBeUndefined();
    expect(await archiveKind(single)).toBeUndefined();
    await expect(extractArchive(single, target, limits)).rejects.toThrow(/no archive/);
  });

  const dishonest = ['../evil.txt', 'a/../../evil.txt', '/tmp/evil.txt', 'C:\\evil.txt', 'a\\..\\..\\evil.txt'];
  for (const name of dishonest) {
    it(`are refused when an entry is named ${name}`, async () => {
      await expect(extractArchive(await zipNamed(name), target, limits)).rejects.toThrow(/archive was refused/);
      await expect(extractArchive(await tar([{ name, content: 'x' }]), target, limits)).rejects.toThrow(
        /archive was refused/,
      );
      expect(await readdir(directory)).toEqual(expect.not.arrayContaining(['evil.txt']));
      expect((await readdir(target, { recursive: true })).filter((found) => found.includes('evil'))).toEqual([]);
    });
  }

  it('are refused when they hold links or devices', async () => {
    for (const type of ['symlink', 'link', 'character-device', 'fifo'] as const) {
      const file = await tar([{ name: 'a', type, linkname: '/etc/passwd' }]);
      await expect(extractArchive(file, target, limits), type).rejects.toThrow(/link or a device/);
    }
    const file = await zip([['a', '/etc/passwd', { mode: 0o120777 }]]);
    await expect(extractArchive(file, target, limits)).rejects.toThrow(/link or a device/);
    expect(await readdir(target)).toEqual([]);
  });

  it('are refused when they hold a name twice, also in other case, or a file and a folder of one name', async () => {
    await expect(
      extractArchive(
        await tar([
          { name: 'a', content: '1' },
          { name: 'A', content: '2' },
        ]),
        target,
        limits,
      ),
    ).rejects.toThrow(/twice/);
    await rm(path.join(target, 'a'));
    await expect(
      extractArchive(
        await tar([
          { name: 'b', content: '1' },
          { name: 'b/c', content: '2' },
        ]),
        target,
        limits,
      ),
    ).rejects.toThrow(/file and a folder/);
  });

  it('are refused as bombs: by ratio, by size, by number of entries', async () => {
    const zeros = Buffer.alloc(4 << 20);
    await expect(extractArchive(await zip([['zeros', zeros]]), target, limits)).rejects.toThrow(/decompression bomb/);
    await expect(extractArchive(await tar([{ name: 'zeros2', content: zeros }]), target, limits)).rejects.toThrow(
      /decompression bomb/,
    );
    const noise = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 256));
    const small = { ...limits, unpackedBytes: 100_000 };
    await expect(extractArchive(await zip([['noise', noise]]), target, small)).rejects.toThrow(
      /more than 100000 bytes/,
    );
    const many = Array.from({ length: 51 }, (_, i) => ({ name: `f${i}`, content: 'x' }));
    await expect(extractArchive(await tar(many), target, limits)).rejects.toThrow(/more than 50 entries/);
  });

  it('that are cut or damaged end with a typed error', async () => {
    const whole = await readFile(await zip([['a', 'x'.repeat(5000)]]));
    const file = path.join(directory, 'cut');
    await writeFile(file, whole.subarray(0, whole.length - 30));
    await expect(extractArchive(file, target, limits)).rejects.toThrow(/cut or damaged/);
    const packed = await readFile(
      await tar([{ name: 'a', content: Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 256)) }]),
    );
    await writeFile(file, packed.subarray(0, packed.length / 2));
    await expect(extractArchive(file, target, limits)).rejects.toThrow(/cut or damaged/);
  });
});
