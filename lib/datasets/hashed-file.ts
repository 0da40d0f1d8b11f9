import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** One file, written in blocks of a megabyte and hashed on the way. */
export class HashedFile {
  private readonly hash = createHash('sha256');
  private parts: Uint8Array[] = [];
  private waitingBytes = 0;
  sizeBytes = 0;
  constructor(private readonly handle: FileHandle) {}

  async append(data: Uint8Array): Promise<void> {
    this.hash.update(data);
    this.parts.push(data);
    this.waitingBytes += data.length;
    this.sizeBytes += data.length;
    if (this.waitingBytes >= 1 << 20) await this.flush();
  }

  private async flush(): Promise<void> {
    await this.handle.writeFile(Buffer.concat(this.parts));
    this.parts = [];
    this.waitingBytes = 0;
  }

  async finish(): Promise<{ sha256: string; sizeBytes: number }> {
    await this.flush();
    await this.handle.sync();
    await this.handle.close();
    return { sha256: this.hash.digest('hex'), sizeBytes: this.sizeBytes };
  }
}
