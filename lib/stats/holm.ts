import { InvalidInput } from '@/lib/foundation/errors';

/**
 * Holm's step-down adjustment: controls the chance of any false rejection in the family, under any dependence.
 *
 * @param pValues  in [0, 1]
 * @returns        adjusted p-values in the order given; empty for an empty family
 * @throws {InvalidInput} if a value is not in [0, 1]
 *
 * Holm (1979).
 */
export function holm(pValues: readonly number[]): number[] {
  const order = ascending(pValues);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let largest = 0;
  for (const [rank, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * (pValues[index] as number)));
    adjusted[index] = largest;
  }
  return adjusted;
}

/** Positions of the p-values from the smallest to the largest. @throws {InvalidInput} if a value is not in [0, 1] */
export function ascending(pValues: readonly number[]): number[] {
  if (!pValues.every((p) => p >= 0 && p <= 1)) throw new InvalidInput('Every p-value must lie in [0, 1].');
  return pValues.map((_, i) => i).sort((i, j) => (pValues[i] as number) - (pValues[j] as number));
}
