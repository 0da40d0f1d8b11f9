import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '@/lib/foundation/files';
import { sha256 } from '@/lib/foundation/hash';
import type { EpochState } from '../training-ports';

const headerSchema = z.object({
  facts: z.record(z.string(), z.union([z.number(), z.string()])),
  arrays: z.array(z.object({ name: z.string(), length: z.number().int().min(0) })),
  sha256: z.string(),
});

const fileOf = (directory: string, key: string): string => path.join(directory, `${sha256(key).slice(0, 32)}.epoch`);

/**
 * Keeps the state of an epoch in one file: a line of JSON (facts, names and lengths, hash of the rest), then the floats.
 * Written atomically, so a killed training finds the last whole epoch.
 */
export async function writeEpoch(directory: string, key: string, state: EpochState): Promise<void> {
  const arrays = [...state.arrays];
  const body = Buffer.concat(arrays.map(([, data]) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)));
  const facts = Object.fromEntries(Object.entries(state.facts).filter(([, value]) => value !== undefined));
  const header = { facts, arrays: arrays.map(([name, data]) => ({ name, length: data.length })), sha256: sha256(body) };
  await writeFileAtomic(fileOf(directory, key), Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]));
}

/** The kept state of a key; undefined if there is none or its file is damaged, in which case the stage starts again. */
export async function readEpoch(directory: string, key: string): Promise<EpochState | undefined> {
  const bytes = await readFile(fileOf(directory, key)).catch(() => undefined);
  const end = bytes?.indexOf(10) ?? -1;
  if (!bytes || end < 0) return undefined;
  const body = bytes.subarray(end + 1);
  try {
    const header = headerSchema.parse(JSON.parse(bytes.subarray(0, end).toString('utf8')));
    if (sha256(body) !== header.sha256) return undefined;
    const arrays = new Map<string, Float32Array>();
    let offset = 0;
    for (const { name, length } of header.arrays) {
      const copy = new Float32Array(length);
      Buffer.from(copy.buffer).set(body.subarray(offset, offset + length * 4));
      arrays.set(name, copy);
      offset += length * 4;
    }
    return { arrays, facts: header.facts };
  } catch {
    return undefined;
  }
}
