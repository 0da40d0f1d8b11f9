import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { InvalidInput, PayloadTooLarge } from '@/lib/foundation/errors';
import type { ImportLimits } from '../import-limits';

/** One line without its end; `problem` instead of text when it cannot be read. Lines count from 1. */
export type Line = { number: number; text: string; problem?: 'encoding' | 'too_long' };

export type LineSource = {
  /** how messages name the file */
  name: string;
  path: string;
  limits: ImportLimits;
  signal?: AbortSignal | undefined;
  /** called with the bytes of the stored file that were read since the last call */
  onBytes?: ((bytes: number) => void) | undefined;
};

/**
 * Reads a text file, gzipped or not, as batches of lines with memory bounded by the longest line. A byte order mark and
 * carriage returns are dropped; a line that is no UTF-8 or too long is passed on as a problem.
 *
 * @throws {InvalidInput} for UTF-16 and for cut or damaged gzip data
 * @throws {PayloadTooLarge} if the file unpacks to more than the limits allow
 */
export async function* readLines(source: LineSource): AsyncGenerator<Line[]> {
  const { name, limits } = source;
  const splitter = new LineSplitter(limits.lineBytes);
  let isFirst = true;
  for await (const chunk of unpackedChunks(source)) {
    source.signal?.throwIfAborted();
    let bytes: Buffer = chunk;
    if (isFirst) {
      isFirst = false;
      refuseUtf16(name, bytes);
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
    }
    const lines = splitter.push(bytes);
    if (lines.length > 0) yield lines;
  }
  const last = splitter.end();
  if (last) yield [last];
}

function refuseUtf16(name: string, bytes: Buffer): void {
  const isMarked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const isUnmarked = bytes.length >= 4 && bytes[0] !== 0 && bytes[1] === 0 && bytes[2] !== 0 && bytes[3] === 0;
  if (isMarked || isUnmarked) {
    throw new InvalidInput(`${name} is encoded in UTF-16. Save it as UTF-8 and import again.`);
  }
}

/** Cuts bytes at line feeds; 0x0a never occurs inside a UTF-8 character. */
class LineSplitter {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  private parts: Buffer[] = [];
  private heldBytes = 0;
  private isTooLong = false;
  private count = 0;
  constructor(private readonly maxBytes: number) {}

  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(0x0a, start);
      if (end === -1) break;
      this.hold(chunk.subarray(start, end));
      lines.push(this.take());
      start = end + 1;
    }
    // A copy, because the stream may use the rest of its buffer again.
    if (start < chunk.length) this.hold(Buffer.from(chunk.subarray(start)));
    return lines;
  }

  end(): Line | undefined {
    return this.heldBytes > 0 || this.isTooLong ? this.take() : undefined;
  }

  private hold(part: Buffer): void {
    if (this.isTooLong || part.length === 0) return;
    if (this.heldBytes + part.length > this.maxBytes) {
      this.isTooLong = true;
      this.parts = [];
      return;
    }
    this.parts.push(part);
    this.heldBytes += part.length;
  }

  private take(): Line {
    this.count++;
    const bytes = this.parts.length === 1 ? (this.parts[0] as Buffer) : Buffer.concat(this.parts);
    const line = this.isTooLong ? { number: this.count, text: '', problem: 'too_long' as const } : this.decode(bytes);
    this.parts = [];
    this.heldBytes = 0;
    this.isTooLong = false;
    return line;
  }

  private decode(bytes: Buffer): Line {
    const end = bytes.length > 0 && bytes[bytes.length - 1] === 0x0d ? bytes.length - 1 : bytes.length;
    try {
      return { number: this.count, text: this.decoder.decode(bytes.subarray(0, end)) };
    } catch {
      return { number: this.count, text: '', problem: 'encoding' };
    }
  }
}

async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

async function* unpackedChunks({ name, path, limits, onBytes }: LineSource): AsyncGenerator<Buffer> {
  const { size: packedBytes } = await stat(path);
  const isPacked = await isGzip(path);
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  // Listening starts the stream, so nothing may be awaited between this line and the reader below.
  file.on('data', (chunk) => onBytes?.(chunk.length));
  if (!isPacked) {
    if (packedBytes > limits.unpackedBytes) throw tooLarge(name, limits);
    yield* file as AsyncIterable<Buffer>;
    return;
  }
  const gunzip = createGunzip();
  file.on('error', (error) => gunzip.destroy(error));
  let unpackedBytes = 0;
  try {
    for await (const chunk of file.pipe(gunzip) as AsyncIterable<Buffer>) {
      unpackedBytes += chunk.length;
      if (unpackedBytes > limits.unpackedBytes) throw tooLarge(name, limits);
      if (unpackedBytes > limits.ratioFromBytes && unpackedBytes > limits.compressionRatio * packedBytes) {
        throw new PayloadTooLarge(
          `${name} unpacks to more than ${limits.compressionRatio} times its size, as a decompression bomb does. It was refused.`,
        );
      }
      yield chunk;
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^Z_/.test(String(error.code))) {
      throw new InvalidInput(`${name} cannot be unpacked: the gzip data is cut or damaged.`, {}, { cause: error });
    }
    throw error;
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}

const tooLarge = (name: string, limits: ImportLimits) =>
  new PayloadTooLarge(`${name} is larger than ${limits.unpackedBytes} bytes unpacked. It was refused.`);
