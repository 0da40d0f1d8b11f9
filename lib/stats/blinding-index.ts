import { type Interval, requireCounts, requireOpenUnit } from './arguments';
import { normalQuantile } from './distributions';

export type BlindingIndex = {
  n: number;
  /** -1 all wrong, 0 blind, 1 all right */
  index: number;
  standardError: number;
  interval: Interval;
  /** the whole interval lies above 0: judges could tell */
  isUnblinded: boolean;
};

/**
 * Bang's blinding index from the guesses at the end of a study, "which one was the challenger?".
 *
 * @param right, wrong, unknown  how many guessed right, wrong, or did not know
 * @returns  `undefined` without guesses
 * @throws {InvalidInput} if a count or alpha is out of range
 *
 * P(right) - P(wrong), standard error sqrt((p_r + p_w - index^2)/n) (Bang, Ni and Davis, 2004).
 */
export function blindingIndex(right: number, wrong: number, unknown: number, alpha = 0.05): BlindingIndex | undefined {
  requireCounts({ right, wrong, unknown });
  requireOpenUnit({ alpha });
  const n = right + wrong + unknown;
  if (n === 0) return undefined;
  const index = (right - wrong) / n;
  const standardError = Math.sqrt(((right + wrong) / n - index ** 2) / n);
  const half = normalQuantile(1 - alpha / 2) * standardError;
  const interval = { lower: Math.max(-1, index - half), upper: Math.min(1, index + half) };
  return { n, index, standardError, interval, isUnblinded: interval.lower > 0 };
}
