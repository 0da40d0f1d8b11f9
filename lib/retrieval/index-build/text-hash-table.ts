/** Finds texts by their SHA-256 in typed arrays: 36 to 40 bytes a text instead of a Map's 150. */
export class TextHashTable {
  private readonly slots: Uint32Array;
  private readonly mask: number;

  /** @param hashes 32 bytes per text, one after the other; among equal texts the first is the one that is found */
  constructor(private readonly hashes: Uint8Array) {
    const count = hashes.length / 32;
    let size = 16;
    while (size < 2 * count) size *= 2;
    this.slots = new Uint32Array(size);
    this.mask = size - 1;
    for (let at = 0; at < count; at++) {
      const slot = this.slotOf(hashes, at);
      if (this.slots[slot] === 0) this.slots[slot] = at + 1;
    }
  }

  /** Place of the text whose hash is entry `at` of `hashes`; -1 when it is not here. */
  find(hashes: Uint8Array, at: number): number {
    return (this.slots[this.slotOf(hashes, at)] as number) - 1;
  }

  /** The slot that holds this hash, or the empty one where it belongs. */
  private slotOf(hashes: Uint8Array, at: number): number {
    const start = 32 * at;
    // The hash is uniform already: four of its bytes are as good as any hash of it.
    const [a, b, c, d] = hashes.subarray(start, start + 4) as unknown as [number, number, number, number];
    let slot = (a | (b << 8) | (c << 16) | (d << 24)) & this.mask;
    for (;;) {
      const entry = this.slots[slot] as number;
      if (entry === 0 || this.isEqual(entry - 1, hashes, start)) return slot;
      slot = (slot + 1) & this.mask;
    }
  }

  private isEqual(own: number, hashes: Uint8Array, start: number): boolean {
    for (let i = 0; i < 32; i++) if (this.hashes[32 * own + i] !== hashes[start + i]) return false;
    return true;
  }
}
