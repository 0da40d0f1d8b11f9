import { Internal } from '@/lib/foundation/errors';

/**
 * The pairs of neighbouring tokens that a model knows, as a hash table without collisions that also fits into an ONNX
 * graph, since tokenizer.json cannot express overlapping pairs.
 *
 *   key  = left · radix + right
 *   slot = (key · 1000003 mod 2147483647 + 2147483647) mod (slots + shift[key mod buckets])
 *   the pair is known if keyAt[slot] = key, and then its number is slotNumber[slot]
 *
 * Building chooses a shift for each bucket, largest buckets first, such that no two known pairs meet ("hash and
 * displace": Pagh, 1999; Belazzougui, Botelho and Dietzfelbinger, 2009). Looking a pair up costs three remainders
 * and three table reads, in JavaScript and in ONNX alike, and an unknown pair is recognised with certainty.
 */
export type NgramTable = {
  radix: number;
  slots: number;
  /** by bucket */
  shifts: Int32Array;
  /** by slot; -1 where empty. Below 2^53, so doubles hold them exactly. */
  keyAt: Float64Array;
  /** by slot: the number of the pair, from 1; 0 where empty */
  numberAt: Int32Array;
  /** how many pairs are known */
  count: number;
};

/**
 * The multiplier spreads keys over the numbers from a prime up to twice that, so that shifting the modulus moves all of
 * them; a number below the modulus would stay where it is. Products stay below 2^53, where doubles are exact, for radices up to `largestRadix`.
 */
export const spread = { factor: 1_000_003, prime: 2_147_483_647 } as const;
const largestRadix = 46_340;

const load = 0.7;
const pairsPerBucket = 4;
const largestShift = 4096;

/**
 * Builds the table.
 *
 * @param pairs tokens [left, right], each below `radix`; the first gets number 1, the second 2, and so on
 * @throws {Internal} if pairs repeat, or no arrangement is found (not seen in practice)
 */
export function buildNgramTable(pairs: readonly (readonly [number, number])[], radix: number): NgramTable {
  if (radix > largestRadix) throw new Internal(`Pairs of ${radix} different tokens do not fit the hash function.`);
  const keys = pairs.map(([left, right]) => left * radix + right);
  if (new Set(keys).size !== keys.length) throw new Internal('A pair of tokens is listed twice.');
  // A few failures of the greedy search are cured by more room.
  for (let slots = Math.ceil(keys.length / load) + 1, attempt = 0; attempt < 8; attempt++) {
    const table = arrange(keys, radix, slots);
    if (table) return table;
    slots = Math.ceil(slots * 1.2) + 1;
  }
  throw new Internal('The table of token pairs could not be arranged.');
}

function arrange(keys: readonly number[], radix: number, slots: number): NgramTable | undefined {
  const bucketCount = Math.max(1, Math.ceil(keys.length / pairsPerBucket));
  const buckets: number[][] = Array.from({ length: bucketCount }, () => []);
  for (const [i, key] of keys.entries()) buckets[key % bucketCount]?.push(i);
  const shifts = new Int32Array(bucketCount);
  const keyAt = new Float64Array(slots + largestShift).fill(-1);
  const numberAt = new Int32Array(slots + largestShift);
  const bySize = [...buckets.keys()].sort((a, b) => (buckets[b]?.length ?? 0) - (buckets[a]?.length ?? 0) || a - b);
  for (const bucket of bySize) {
    const members = buckets[bucket] ?? [];
    if (members.length === 0) break;
    const shift = freeShift(
      members.map((i) => keys[i] as number),
      slots,
      keyAt,
    );
    if (shift === undefined) return undefined;
    shifts[bucket] = shift;
    for (const i of members) {
      const slot = slotOf(keys[i] as number, slots + shift);
      keyAt[slot] = keys[i] as number;
      numberAt[slot] = i + 1;
    }
  }
  return { radix, slots, shifts, keyAt, numberAt, count: keys.length };
}

const slotOf = (key: number, modulus: number): number =>
  (((key * spread.factor) % spread.prime) + spread.prime) % modulus;

function freeShift(keys: readonly number[], slots: number, keyAt: Float64Array): number | undefined {
  for (let shift = 0; shift < largestShift; shift++) {
    const taken = keys.map((key) => slotOf(key, slots + shift));
    if (taken.every((slot) => keyAt[slot] === -1) && new Set(taken).size === taken.length) return shift;
  }
  return undefined;
}

/** The number of a pair, from 1; 0 if it is not known. */
export function pairNumber(table: NgramTable, left: number, right: number): number {
  const key = left * table.radix + right;
  const slot = slotOf(key, table.slots + (table.shifts[key % table.shifts.length] as number));
  return table.keyAt[slot] === key ? (table.numberAt[slot] as number) : 0;
}
