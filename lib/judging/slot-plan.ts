import type { StudySettings } from '@/lib/contracts/study';
import { seededRandom } from '@/lib/foundation/random';
import { secretUniform } from './blinding-commitment';

export type SlotPlan = { itemId: string; slotNumber: number; rank: number };

/**
 * The slots of a study: how many judgments each item gets, and in which order items come up.
 *
 * @param items  items to be judged, with their strata
 * @param nonce  decides the order of items within their stratum, so that nobody can foresee it
 * @param seed   decides which items get several judgments (a matter of sampling, so it may be known)
 * @returns      one row for each wanted judgment; ranks take the strata in turn
 *
 * Overlap is rows with a unique key, not a number to be compared with a count: counting is how two judges at the same
 * moment exceed it.
 */
export function planSlots(
  items: readonly { id: string; stratum: string }[],
  { judgmentsPerQuery, overlapShare }: Pick<StudySettings, 'judgmentsPerQuery' | 'overlapShare'>,
  nonce: string,
  seed: number,
): SlotPlan[] {
  const sorted = [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
  const overlapping = new Set(
    seededRandom(seed)
      .shuffle(sorted.map((item) => item.id))
      .slice(0, Math.round(overlapShare * sorted.length)),
  );
  return inTurn(sorted, nonce).flatMap((item, rank) =>
    Array.from({ length: overlapping.has(item.id) ? judgmentsPerQuery : 1 }, (_, i) => ({
      itemId: item.id,
      slotNumber: i + 1,
      rank,
    })),
  );
}

/** Items in secret random order within each stratum, one stratum after the other in turn. */
function inTurn<T extends { id: string; stratum: string }>(items: readonly T[], nonce: string): T[] {
  const keyed = items.map((item) => ({ item, key: secretUniform(nonce, `order:${item.id}`) }));
  keyed.sort((a, b) => a.key - b.key);
  const turns = new Map<string, number>();
  const placed = keyed.map(({ item, key }) => {
    const turn = turns.get(item.stratum) ?? 0;
    turns.set(item.stratum, turn + 1);
    return { item, key, turn };
  });
  return placed.sort((a, b) => a.turn - b.turn || a.key - b.key).map(({ item }) => item);
}
