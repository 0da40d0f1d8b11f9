import { InvalidInput } from '@/lib/foundation/errors';
import { requireOpenUnit } from './arguments';

/**
 * e-BH: which hypotheses to reject from e-values, with false discovery rate at most alpha under any dependence and any
 * stopping.
 *
 * @param eValues  non-negative, may be infinite
 * @returns        for each hypothesis whether it is rejected; empty for an empty family
 * @throws {InvalidInput} if a value is negative or alpha is out of range
 *
 * Rejects the k largest, k = max { k : k e_(k) / K >= 1/alpha } (Wang and Ramdas, 2022).
 */
export function eBh(eValues: readonly number[], alpha = 0.05): boolean[] {
  requireOpenUnit({ alpha });
  if (!eValues.every((e) => e >= 0)) throw new InvalidInput('Every e-value must be 0 or above.');
  const order = eValues.map((_, i) => i).sort((i, j) => ((eValues[i] as number) < (eValues[j] as number) ? 1 : -1));
  let rejected = 0;
  for (const [i, index] of order.entries()) {
    if (((i + 1) * (eValues[index] as number)) / eValues.length >= (1 - 1e-12) / alpha) rejected = i + 1;
  }
  const isRejected = new Array<boolean>(eValues.length).fill(false);
  for (const index of order.slice(0, rejected)) isRejected[index] = true;
  return isRejected;
}
