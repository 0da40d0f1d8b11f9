import type { FileHandle } from 'node:fs/promises';

/** Writes all bytes at a position: a single write may be short. */
export async function writeWhole(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

/** One read of the system moves at most two gigabytes. */
const readStepBytes = 1 << 30;

/** Fills `bytes` from a position. @throws if the file ends before */
export async function readWhole(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const wanted = Math.min(readStepBytes, bytes.length - done);
    const { bytesRead } = await handle.read(bytes, done, wanted, position + done);
    if (bytesRead === 0) throw new Error('the file ends before the bytes that its manifest promises');
    done += bytesRead;
  }
}
