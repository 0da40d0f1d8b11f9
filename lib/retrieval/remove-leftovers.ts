import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '@/lib/foundation/clock';

/**
 * Removes the half-filled folders that `createDirectoryAtomic(directory)` leaves when its process is killed.
 *
 * @param olderThanMs  younger ones stay: they may be another process's work
 */
export async function removeLeftovers(directory: string, olderThanMs = 0): Promise<void> {
  const parent = path.dirname(directory);
  const prefix = `.${path.basename(directory)}.`;
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(prefix) || !name.endsWith('.tmp')) continue;
    const leftover = path.join(parent, name);
    const facts = await stat(leftover).catch(() => undefined);
    if (facts && systemClock.nowMs() - facts.mtimeMs >= olderThanMs)
      await rm(leftover, { recursive: true, force: true });
  }
}
