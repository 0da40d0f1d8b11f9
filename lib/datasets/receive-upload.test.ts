import { mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '@/lib/auth/actor';
import { sha256 } from '@/lib/foundation/hash';
import { collectOldUploads, createUpload, deleteUpload, openUpload, receiveFile } from './receive-upload';

const operator = (id: string): Actor => ({
  kind: 'user',
  userId: id,
  name: id,
  email: `${id}@example.org`,
  role: 'operator',
  via: 'session',
});
const ada = operator('ada');
const webBody = (text: string) => new Response(text).body;

describe('uploads', () => {
  let dataDir: string;
  let uploadId: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'mixstage-upload-'));
    ({ uploadId } = await createUpload(ada, dataDir));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));
  const onDisk = async () =>
    ((await readdir(path.join(dataDir, 'uploads', uploadId, 'files'), { recursive: true })) as string[]).filter(
      (name) => /\.part$/.test(name),
    );

  it('keep each file with its size and hash, from web and Node streams, replaced when it is sent again', async () => {
    const first = await receiveFile(ada, dataDir, { uploadId, name: 'corpus.jsonl', body: webBody('one') });
    expect(first).toEqual({ name: 'corpus.jsonl', sizeBytes: 3, sha256: sha256('one') });
    await receiveFile(ada, dataDir, { uploadId, name: 'qrels/测试.tsv', body: Readable.from([Buffer.from('a\tb')]) });
    await receiveFile(ada, dataDir, { uploadId, name: 'corpus.jsonl', body: webBody('longer'), declaredBytes: 6 });
    const upload = await openUpload(ada, dataDir, uploadId);
    expect(upload.files.map((file) => [file.name, file.sizeBytes])).toEqual([
      ['corpus.jsonl', 6],
      ['qrels/测试.tsv', 3],
    ]);
    expect(await readFile(path.join(upload.directory, 'corpus.jsonl'), 'utf8')).toBe('longer');
  });

  it('are refused past the limit, whether the size is declared or not, and keep nothing of the file', async () => {
    const limits = { files: 2, totalBytes: 10 };
    const send = (name: string, text: string, declaredBytes?: number) =>
      receiveFile(ada, dataDir, { uploadId, name, body: webBody(text), declaredBytes }, limits);
    await expect(send('a', 'x'.repeat(11))).rejects.toMatchObject({ code: 'payload_too_large' });
    await expect(send('a', 'x', 11)).rejects.toMatchObject({ code: 'payload_too_large' });
    await send('a', 'x'.repeat(6));
    await expect(send('b', 'x'.repeat(5))).rejects.toMatchObject({ code: 'payload_too_large' });
    await send('b', 'xx');
    await expect(send('c', '')).rejects.toThrow(/at most 2 files/);
    expect(await onDisk()).toEqual([]);
  });

  it('that are cut keep nothing and say so', async () => {
    await expect(
      receiveFile(ada, dataDir, { uploadId, name: 'a', body: webBody('abc'), declaredBytes: 5 }),
    ).rejects.toThrow(/3 of 5 bytes/);
    const dying = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('abc')),
      pull: () => Promise.reject(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })),
    });
    await expect(receiveFile(ada, dataDir, { uploadId, name: 'a', body: dying })).rejects.toThrow(/cut off/);
    expect((await openUpload(ada, dataDir, uploadId)).files).toEqual([]);
    expect(await onDisk()).toEqual([]);
  });

  it('turn a full disk into a typed error', async () => {
    const noSpace = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const full = new Readable({
      read() {
        this.destroy(noSpace);
      },
    });
    await expect(receiveFile(ada, dataDir, { uploadId, name: 'a', body: full })).rejects.toMatchObject({
      code: 'out_of_space',
    });
  });

  it('refuse names that leave the folder, hide or clash with their own notes', async () => {
    for (const name of [
      '../a',
      '/a',
      'a/../../b',
      '',
      'a//b',
      '.env',
      'a/.b',
      'a\\b',
      'C:a',
      'a\0',
      'x.part',
      'x.received.json',
      'y'.repeat(301),
    ]) {
      await expect(receiveFile(ada, dataDir, { uploadId, name, body: webBody('x') }), name).rejects.toThrow(
        /file name cannot be used/,
      );
    }
    await receiveFile(ada, dataDir, { uploadId, name: 'a', body: webBody('x') });
    await expect(receiveFile(ada, dataDir, { uploadId, name: 'a/b', body: webBody('x') })).rejects.toThrow();
  });

  it('belong to the person who began them', async () => {
    await expect(openUpload(operator('bob'), dataDir, uploadId)).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      receiveFile(operator('bob'), dataDir, { uploadId, name: 'a', body: webBody('x') }),
    ).rejects.toMatchObject({ code: 'not_found' });
    await expect(openUpload(ada, dataDir, '../../etc')).rejects.toMatchObject({ code: 'not_found' });
    await expect(createUpload({ ...ada, role: 'annotator' } as Actor, dataDir)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await deleteUpload(ada, dataDir, uploadId);
    await expect(openUpload(ada, dataDir, uploadId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('that nobody touched for a day are removed, younger ones stay', async () => {
    const old = new Date('2020-01-01T00:00:00Z');
    const { uploadId: other } = await createUpload(ada, dataDir);
    const root = path.join(dataDir, 'uploads', uploadId);
    for (const name of ['upload.json', 'files', '']) await utimes(path.join(root, name), old, old);
    expect(await collectOldUploads(dataDir)).toBe(1);
    await expect(openUpload(ada, dataDir, uploadId)).rejects.toMatchObject({ code: 'not_found' });
    expect((await openUpload(ada, dataDir, other)).files).toEqual([]);
  });
});
