/**
 * How texts are grouped into runs. On a CPU padding is the waste and batching itself buys little, so a batch stays under
 * a budget of tokens (its activations stay in the cache) and under a share of padding.
 */

/** Padded tokens of one batch of more than one text. */
export const tokenBudget = 512;
/** Padded tokens over real ones, at most, in every batch: so over all of them too. */
export const inflationLimit = 1.08;

/** Whether a text of `length` tokens may join a batch of `count` texts with `real` tokens, the longest of `longest`. */
export function mayJoin(batch: { count: number; real: number; longest: number }, length: number): boolean {
  if (batch.count === 0) return true;
  const padded = Math.max(batch.longest, length) * (batch.count + 1);
  return padded <= tokenBudget && padded <= inflationLimit * (batch.real + length);
}

/** Whether a text may travel to a thread together with others that are run one by one: short ones share the journey. */
export const mayTravelAlong = (batch: { count: number; real: number }, length: number): boolean =>
  batch.count < 32 && batch.real + length <= tokenBudget;
