import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeWebStream } from 'node:stream/web';
import { z } from 'zod';
import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { systemClock } from '@/lib/foundation/clock';
import { Conflict, InvalidInput, NotFound, PayloadTooLarge, toMixstageError } from '@/lib/foundation/errors';
import { pathInside, writeFileAtomic } from '@/lib/foundation/files';
import { log } from '@/lib/foundation/log';
import { randomToken } from '@/lib/foundation/random';

/** Bounds on one upload: all its files together. */
export type UploadLimits = { files: number; totalBytes: number };
export const defaultUploadLimits: UploadLimits = { files: 200, totalBytes: 64 * 1024 ** 3 };

/** One received file: its name as the sender gave it, its size and content hash. */
export type UploadedFile = { name: string; sizeBytes: number; sha256: string };
/** Files in quarantine: nobody reads them before an import names the upload. */
export type Upload = { uploadId: string; createdBy: string; directory: string; files: UploadedFile[] };

const dayMs = 24 * 3600 * 1000;
const uploadsDirectory = (dataDir: string) => path.join(dataDir, 'uploads');
const idPattern = /^[A-Za-z0-9_-]{16,40}$/;
const noteSchema = z.object({ createdBy: z.string() });

/** Opens an empty upload that files can be sent to; uploads older than a day are removed on this occasion. */
export async function createUpload(actor: Actor, dataDir: string): Promise<{ uploadId: string }> {
  requireRole(actor, 'operator');
  await collectOldUploads(dataDir);
  const uploadId = randomToken(16);
  const directory = path.join(uploadsDirectory(dataDir), uploadId);
  await mkdir(path.join(directory, 'files'), { recursive: true, mode: 0o700 });
  await writeFileAtomic(path.join(directory, 'upload.json'), JSON.stringify({ createdBy: actorId(actor) }));
  return { uploadId };
}

export type IncomingFile = {
  uploadId: string;
  /** relative name, such as `qrels/test.tsv` */
  name: string;
  /** the raw body of a PUT request */
  body: NodeWebStream<Uint8Array> | ReadableStream<Uint8Array> | Readable | null;
  /** the Content-Length header, if there was one: refuses before the first byte, and a body that ends early */
  declaredBytes?: number | undefined;
};

/**
 * Receives one file of an upload as a stream: counted, hashed, written under a temporary name and renamed when whole. A
 * file that is sent again replaces the earlier one.
 *
 * @throws {NotFound} for an upload that is not the caller's @throws {InvalidInput} for an unusable name or a cut body
 * @throws {PayloadTooLarge} past the limits @throws {OutOfSpace} when the disk is full; nothing of the file is kept
 */
export async function receiveFile(
  actor: Actor,
  dataDir: string,
  incoming: IncomingFile,
  limits = defaultUploadLimits,
): Promise<UploadedFile> {
  requireRole(actor, 'operator');
  const upload = await openUpload(actor, dataDir, incoming.uploadId);
  const target = checkName(upload, incoming.name);
  const others = upload.files.filter((file) => file.name !== incoming.name);
  if (others.length >= limits.files)
    throw new PayloadTooLarge(`An upload has at most ${limits.files} files. Pack them into one archive.`);
  const leftBytes = limits.totalBytes - others.reduce((sum, file) => sum + file.sizeBytes, 0);
  if ((incoming.declaredBytes ?? 0) > leftBytes) throw tooLarge(limits);
  if (!incoming.body) throw new InvalidInput('The request has no body.');
  const temporary = `${target}.${randomToken(6)}.part`;
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      if (sizeBytes > leftBytes) return done(tooLarge(limits));
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
    const body =
      incoming.body instanceof Readable ? incoming.body : Readable.fromWeb(incoming.body as NodeWebStream<Uint8Array>);
    await pipeline(body, counter, createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true }));
    if (incoming.declaredBytes !== undefined && sizeBytes !== incoming.declaredBytes) {
      throw new InvalidInput(
        `The upload was cut: ${sizeBytes} of ${incoming.declaredBytes} bytes arrived. Send it again.`,
      );
    }
    const received = { name: incoming.name, sizeBytes, sha256: hash.digest('hex') };
    await writeFileAtomic(`${target}.received.json`, JSON.stringify(received));
    await rename(temporary, target);
    return received;
  } catch (error) {
    await rm(temporary, { force: true });
    throw asUploadError(error);
  }
}

const tooLarge = (limits: UploadLimits) =>
  new PayloadTooLarge(`An upload has at most ${limits.totalBytes} bytes. Nothing of this file was kept.`);

function asUploadError(error: unknown): Error {
  const isCut =
    error instanceof Error &&
    (error.name === 'AbortError' ||
      ('code' in error && /^(?:ECONNRESET|ABORT_ERR|ERR_STREAM_PREMATURE_CLOSE)$/.test(String(error.code))));
  if (isCut) return new InvalidInput('The upload was cut off before its end. Send it again.', {}, { cause: error });
  if (error instanceof Error && 'code' in error && (error.code === 'EISDIR' || error.code === 'ENOTDIR')) {
    return new Conflict('A file and a folder of this upload have the same name.', {}, { cause: error });
  }
  return toMixstageError(error);
}

function checkName(upload: Upload, name: string): string {
  const isUsable =
    /^[^\p{Cc}\\:]{1,300}$/u.test(name) &&
    name.split('/').every((part) => part !== '' && !part.startsWith('.') && part.length <= 150);
  const target = isUsable && !/\.(?:part|received\.json)$/.test(name) ? pathInside(upload.directory, name) : undefined;
  if (!target)
    throw new InvalidInput('This file name cannot be used. Use a relative name such as qrels/test.tsv.', {
      issues: [{ path: 'name', message: 'unusable file name' }],
    });
  return target;
}

/**
 * The files of an upload of the caller.
 *
 * @throws {NotFound} if there is none, or it belongs to somebody else
 */
export async function openUpload(actor: Actor, dataDir: string, uploadId: string): Promise<Upload> {
  requireRole(actor, 'operator');
  const root = path.join(uploadsDirectory(dataDir), uploadId);
  const note = idPattern.test(uploadId)
    ? await readFile(path.join(root, 'upload.json'), 'utf8').catch(() => undefined)
    : undefined;
  const createdBy = note === undefined ? undefined : noteSchema.parse(JSON.parse(note)).createdBy;
  if (createdBy === undefined || (actor.kind !== 'system' && createdBy !== actorId(actor))) {
    throw new NotFound('There is no such upload. Uploads are kept for a day.');
  }
  const directory = path.join(root, 'files');
  const names = ((await readdir(directory, { recursive: true })) as string[]).filter((name) =>
    name.endsWith('.received.json'),
  );
  const files = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(path.join(directory, name), 'utf8')) as UploadedFile),
  );
  return { uploadId, createdBy, directory, files: files.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** Removes an upload, after its import or when the sender gives up; harmless when it is gone. */
export async function deleteUpload(actor: Actor, dataDir: string, uploadId: string): Promise<void> {
  const upload = await openUpload(actor, dataDir, uploadId).catch((error) => {
    if (error instanceof NotFound) return undefined;
    throw error;
  });
  if (upload) await rm(path.dirname(upload.directory), { recursive: true, force: true });
}

/** Removes uploads that nobody imported within a day. */
export async function collectOldUploads(dataDir: string): Promise<number> {
  const now = systemClock.nowMs();
  let removed = 0;
  for (const name of await readdir(uploadsDirectory(dataDir)).catch(() => [])) {
    const directory = path.join(uploadsDirectory(dataDir), name);
    const changedMs = await newestChange(directory);
    if (now - changedMs < dayMs) continue;
    await rm(directory, { recursive: true, force: true });
    removed++;
  }
  if (removed > 0) log.info('uploads.removed', { removed });
  return removed;
}

async function newestChange(directory: string): Promise<number> {
  const names = ['', ...((await readdir(directory, { recursive: true }).catch(() => [])) as string[])];
  const times = await Promise.all(
    names.map((name) =>
      stat(path.join(directory, name)).then(
        (found) => found.mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.max(...times);
}
