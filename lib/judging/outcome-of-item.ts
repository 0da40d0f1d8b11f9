import { type Choice as PreferenceChoice, queryMajority } from '@/lib/stats/clustering';
import type { SideMeaning } from './blinding-commitment';
import type { ArmLabel, Choice, ItemOutcome } from './study';

/** A choice together with what stood on the two sides. */
export type UnblindedChoice = { choice: Choice; left: SideMeaning; right: SideMeaning };

/** The arm (or known meaning) that a choice preferred; `tie` when it preferred neither. */
export const preferredOf = ({ choice, left, right }: UnblindedChoice): SideMeaning | 'tie' =>
  choice === 'tie' ? 'tie' : choice === 'left' ? left : right;

/** A choice as the challenger sees it. */
export const asPreference = (preferred: SideMeaning | 'tie'): PreferenceChoice =>
  preferred === 'arm_b' ? 'win' : preferred === 'arm_a' ? 'loss' : 'tie';

/**
 * The one outcome of an item: the arm with more of its planned judgments, else `judged_equal`.
 *
 * @param isIdentical  decided by machine before anybody judged
 * @param preferred    what each counted judgment preferred
 * @param planned      judgments planned for this item
 * @returns            `undefined` until all planned judgments are there: a stream must not see a query twice
 */
export function outcomeOfItem(
  isIdentical: boolean,
  preferred: readonly (ArmLabel | 'tie')[],
  planned: number,
): ItemOutcome | undefined {
  if (isIdentical) return 'identical_retrieval';
  if (planned === 0 || preferred.length < planned) return undefined;
  const majority = queryMajority(preferred.map(asPreference));
  return majority === 'win' ? 'arm_b' : majority === 'loss' ? 'arm_a' : 'judged_equal';
}
