import { InvalidInput } from '@/lib/foundation/errors';

/**
 * The rows of a [n, d] matrix, cut to the first `dimensions` values and brought back to unit length when asked.
 *
 * Cutting keeps most of the meaning only for embedders trained for it (Matryoshka); for others it is what the OpenAI
 * interface does, no more. A row of zeros stays zeros.
 *
 * @throws {InvalidInput} if `dimensions` is more than d
 */
export function takeRows(
  vectors: Float32Array,
  dimension: number,
  dimensions: number | undefined,
  normalise = true,
): Float32Array[] {
  if (dimensions !== undefined && dimensions > dimension) {
    throw new InvalidInput(`dimensions: this embedder has ${dimension}.`, {
      issues: [{ path: 'dimensions', message: `at most ${dimension}` }],
    });
  }
  const width = dimensions ?? dimension;
  const rows: Float32Array[] = [];
  for (let start = 0; start < vectors.length; start += dimension) {
    const row = vectors.slice(start, start + width);
    rows.push(normalise && width < dimension ? unit(row) : row);
  }
  return rows;
}

function unit(row: Float32Array): Float32Array {
  const norm = Math.hypot(...row);
  return norm > 0 ? row.map((value) => value / norm) : row;
}

/** Little-endian float32 bytes as base64, as the OpenAI clients decode them. */
export const toBase64 = (row: Float32Array): string =>
  Buffer.from(row.buffer, row.byteOffset, row.byteLength).toString('base64');
