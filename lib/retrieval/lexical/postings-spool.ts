import { type FileHandle, open, rm } from 'node:fs/promises';
import { readWhole, writeWhole } from '../whole-file-io';

/** A run of whole documents as it lies in the spool: how many postings each has, then all terms, then all frequencies. */
export type PostingsBlock = { firstOrdinal: number; counts: Uint32Array; terms: Uint32Array; frequencies: Uint16Array };

type BlockEntry = { firstOrdinal: number; documents: number; postings: number; position: number };

const blockPostings = 1 << 20;
/** Frequencies are stored in 16 bits; BM25 is flat long before this. */
const maxFrequency = 0xffff;

const bytesOf = (array: Uint32Array | Uint16Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/**
 * Postings in document order on disk, so that building an index needs memory for one block and not for the corpus.
 * Read back as often as needed, always in the order written.
 */
export class PostingsSpool {
  private readonly blocks: BlockEntry[] = [];
  private counts: number[] = [];
  private terms = new Uint32Array(blockPostings);
  private frequencies = new Uint16Array(blockPostings);
  private filled = 0;
  private position = 0;
  private documents = 0;
  /** postings written so far, those of the open block included */
  postings = 0;

  private constructor(
    private readonly handle: FileHandle,
    private readonly file: string,
  ) {}

  static async create(file: string): Promise<PostingsSpool> {
    return new PostingsSpool(await open(file, 'w+', 0o600), file);
  }

  /** Appends the next document: its distinct terms and how often each occurs; the first `count` entries count. */
  async append(terms: Uint32Array, frequencies: Uint32Array, count: number): Promise<void> {
    if (this.filled + count > this.terms.length) await this.flush();
    if (count > this.terms.length) {
      this.terms = new Uint32Array(count);
      this.frequencies = new Uint16Array(count);
    }
    this.terms.set(terms.subarray(0, count), this.filled);
    for (let i = 0; i < count; i++) {
      this.frequencies[this.filled + i] = Math.min(frequencies[i] as number, maxFrequency);
    }
    this.filled += count;
    this.postings += count;
    this.counts.push(count);
    this.documents += 1;
  }

  private async flush(): Promise<void> {
    if (this.counts.length === 0) return;
    const firstOrdinal = this.documents - this.counts.length;
    const entry = { firstOrdinal, documents: this.counts.length, postings: this.filled, position: this.position };
    const parts = [
      Uint32Array.from(this.counts),
      this.terms.subarray(0, this.filled),
      this.frequencies.subarray(0, this.filled),
    ];
    for (const part of parts) {
      await writeWhole(this.handle, bytesOf(part), this.position);
      this.position += part.byteLength;
    }
    this.blocks.push(entry);
    this.counts = [];
    this.filled = 0;
  }

  /** All blocks in the order written; the arrays of one are its own. */
  async *read(): AsyncGenerator<PostingsBlock> {
    await this.flush();
    for (const { firstOrdinal, documents, postings, position } of this.blocks) {
      const counts = new Uint32Array(documents);
      const terms = new Uint32Array(postings);
      const frequencies = new Uint16Array(postings);
      await readWhole(this.handle, bytesOf(counts), position);
      await readWhole(this.handle, bytesOf(terms), position + counts.byteLength);
      await readWhole(this.handle, bytesOf(frequencies), position + counts.byteLength + terms.byteLength);
      yield { firstOrdinal, counts, terms, frequencies };
    }
  }

  /** Closes and removes the file. */
  async discard(): Promise<void> {
    await this.handle.close();
    await rm(this.file, { force: true });
  }
}
