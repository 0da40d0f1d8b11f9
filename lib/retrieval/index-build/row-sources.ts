import { TextHashTable } from './text-hash-table';

/** An earlier index by the same embedder with the same instruction, whose vectors may be taken over. */
export type EarlierVectors = { id: string; hashes: Uint8Array };

/**
 * Where the vector of each document comes from. `file` is the place of an earlier index in the list given, or
 * `embeddedFile` for texts that are embedded now; `row` is the row there.
 */
export type RowSources = {
  file: Uint8Array;
  row: Uint32Array;
  embeddedFile: number;
  /** ordinals of the documents to embed, each text once, ascending */
  toEmbed: Uint32Array;
  /** documents whose vector is taken from an earlier index */
  reused: number;
  /** documents whose text is that of an earlier document of the same corpus */
  repeated: number;
};

/** At most this many earlier indexes are searched for texts. */
export const maxEarlierIndexes = 8;

/**
 * Decides for every document whether its text is embedded or its vector taken over, by the hash of the text alone.
 *
 * @param hashes 32 bytes per document in corpus order
 */
export function planRowSources(hashes: Uint8Array, earlier: readonly EarlierVectors[]): RowSources {
  const documents = hashes.length / 32;
  const file = new Uint8Array(documents);
  const row = new Uint32Array(documents);
  const toEmbed: number[] = [];
  let reused = 0;
  let repeated = 0;
  const own = new TextHashTable(hashes);
  const others = earlier.map((index) => new TextHashTable(index.hashes));
  for (let ordinal = 0; ordinal < documents; ordinal++) {
    const first = own.find(hashes, ordinal);
    if (first < ordinal) {
      file[ordinal] = file[first] as number;
      row[ordinal] = row[first] as number;
      repeated += 1;
      continue;
    }
    const found = others.findIndex((table) => table.find(hashes, ordinal) >= 0);
    if (found >= 0) {
      file[ordinal] = found;
      row[ordinal] = others[found]?.find(hashes, ordinal) as number;
      reused += 1;
    } else {
      file[ordinal] = earlier.length;
      row[ordinal] = toEmbed.length;
      toEmbed.push(ordinal);
    }
  }
  return { file, row, embeddedFile: earlier.length, toEmbed: Uint32Array.from(toEmbed), reused, repeated };
}
