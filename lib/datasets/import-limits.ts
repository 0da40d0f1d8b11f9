/** Bounds on what an import accepts. Memory grows with the number of ids (about 100 bytes each), never with texts. */
export type ImportLimits = {
  /** one line of a JSONL, TSV or CSV file */
  lineBytes: number;
  documentCharacters: number;
  queryCharacters: number;
  documents: number;
  queries: number;
  pairs: number;
  /** all files after decompression */
  unpackedBytes: number;
  /** unpacked to packed size, looked at once `ratioFromBytes` are unpacked */
  compressionRatio: number;
  ratioFromBytes: number;
  archiveEntries: number;
};

const mebibyte = 1 << 20;

export const defaultImportLimits: ImportLimits = {
  lineBytes: 64 * mebibyte,
  documentCharacters: 10_000_000,
  queryCharacters: 1_000_000,
  documents: 10_000_000,
  queries: 5_000_000,
  pairs: 10_000_000,
  unpackedBytes: 64 * 1024 * mebibyte,
  compressionRatio: 200,
  ratioFromBytes: 64 * mebibyte,
  archiveEntries: 10_000,
};
