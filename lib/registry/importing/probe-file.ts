import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInput } from '@/lib/foundation/errors';

/**
 * The answers of a checkpoint to the probes, kept with it: float32, little-endian. Not part of the content hash, since
 * another machine may round the last bit otherwise.
 */
export const probeFileName = 'mixstage-probe.f32';

/** Differences above this are another model, not rounding: of unit vectors, and of scores of order one to ten. */
export const probeTolerance = { embedder: 1e-4, reranker: 1e-3 } as const;

export const writeProbeFile = (directory: string, outputs: Float32Array): Promise<void> =>
  writeFile(
    path.join(directory, probeFileName),
    new Uint8Array(outputs.buffer, outputs.byteOffset, outputs.byteLength),
    { mode: 0o600, flush: true },
  );

/** @throws {InvalidInput} if the file is missing or cut short */
export async function readProbeFile(directory: string): Promise<Float32Array> {
  const bytes = await readFile(path.join(directory, probeFileName)).catch((cause) => {
    throw new InvalidInput('The stored answers to the probes are missing.', {}, { cause });
  });
  if (bytes.length % 4 !== 0) throw new InvalidInput('The stored answers to the probes are cut short.');
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}
