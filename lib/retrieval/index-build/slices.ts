import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomic } from '@/lib/foundation/files';
import { sha256 } from '@/lib/foundation/hash';

/**
 * Texts that are handed to the embedder at once and whose vectors are kept together: large enough that the embedder can
 * sort by length and pad little, small enough that a crash loses seconds.
 */
export const sliceTexts = 2048;

const digestBytes = 32;

/** A finished slice on disk: its vectors, then the SHA-256 of them. */
export const slicePath = (directory: string, slice: number): string =>
  path.join(directory, `slice-${String(slice).padStart(6, '0')}.f32`);

/** Keeps the vectors of a slice; after this returns they survive a crash. */
export async function saveSlice(directory: string, slice: number, vectors: Float32Array): Promise<void> {
  const bytes = Buffer.from(vectors.buffer, vectors.byteOffset, vectors.byteLength);
  await writeFileAtomic(slicePath(directory, slice), Buffer.concat([bytes, Buffer.from(sha256(bytes), 'hex')]));
}

/** Whether a slice was finished earlier and is whole. */
export async function isSliceSaved(directory: string, slice: number, floats: number): Promise<boolean> {
  let bytes: Buffer;
  try {
    bytes = await readFile(slicePath(directory, slice));
  } catch {
    return false;
  }
  if (bytes.length !== 4 * floats + digestBytes) return false;
  return sha256(bytes.subarray(0, 4 * floats)) === bytes.toString('hex', 4 * floats);
}

/** Reads consecutive rows of the embedded texts, which may span slices; keeps one file open. */
export class SliceReader {
  private slice = -1;
  private handle: Awaited<ReturnType<typeof open>> | undefined;

  constructor(
    private readonly directory: string,
    private readonly dimension: number,
    private readonly rowsPerSlice: number,
  ) {}

  async read(firstRow: number, target: Uint8Array): Promise<void> {
    const rowBytes = 4 * this.dimension;
    let done = 0;
    while (done < target.length) {
      const row = firstRow + done / rowBytes;
      const slice = Math.floor(row / this.rowsPerSlice);
      const local = row - slice * this.rowsPerSlice;
      const length = Math.min(target.length - done, (this.rowsPerSlice - local) * rowBytes);
      await this.openSlice(slice);
      const { bytesRead } = await (this.handle as NonNullable<typeof this.handle>).read(
        target,
        done,
        length,
        local * rowBytes,
      );
      if (bytesRead !== length) throw new Error('a finished slice of the index is shorter than when it was checked');
      done += length;
    }
  }

  async close(): Promise<void> {
    await this.handle?.close();
    this.handle = undefined;
  }

  private async openSlice(slice: number): Promise<void> {
    if (slice === this.slice && this.handle) return;
    await this.close();
    this.handle = await open(slicePath(this.directory, slice), 'r');
    this.slice = slice;
  }
}
