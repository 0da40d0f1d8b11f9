/** A growing map from n-gram keys (unsigned 32-bit, never 0) to the order of their first appearance, in typed arrays. */
export class GramTable {
  /** key by id, in order of first appearance; only the first `size` entries count */
  keys = new Uint32Array(1 << 12);
  size = 0;
  private slots = new Uint32Array(1 << 13);

  /** The id of a key; a new one is given the next id. */
  idOf(key: number): number {
    const { slots, keys } = this;
    const mask = slots.length - 1;
    // Fibonacci hashing spreads neighbouring code points over the table.
    let slot = (Math.imul(key, 0x9e3779b1) >>> 7) & mask;
    for (;;) {
      const entry = slots[slot] as number;
      if (entry === 0) break;
      if (keys[entry - 1] === key) return entry - 1;
      slot = (slot + 1) & mask;
    }
    if (this.size === keys.length) return this.grow(key);
    keys[this.size] = key;
    slots[slot] = ++this.size;
    return this.size - 1;
  }

  private grow(key: number): number {
    const keys = new Uint32Array(this.keys.length * 2);
    keys.set(this.keys);
    this.keys = keys;
    this.slots = new Uint32Array(keys.length * 2);
    const mask = this.slots.length - 1;
    for (let id = 0; id < this.size; id++) {
      let slot = (Math.imul(keys[id] as number, 0x9e3779b1) >>> 7) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = id + 1;
    }
    return this.idOf(key);
  }
}
