import { InvalidInput } from '@/lib/foundation/errors';
import { requireCounts, requireOpenUnit, requirePositive } from './arguments';
import { betaCdf, logBeta } from './distributions';
import type { Sides } from './sign-test-power';

/**
 * Beta-binomial mixture e-process for the null hypothesis "the share of wins is p0". Under the null the expected value
 * of E never grows, so by Ville's inequality P(E ever reaches 1/alpha) <= alpha, however often one looks: this is the
 * number a live study may watch.
 *
 * All values are natural logarithms, because E itself overflows near n = 1,000 with a strong effect.
 */
export type EProcessOptions = {
  /** both parameters of the symmetric mixing Beta distribution, above 0; larger looks for smaller effects */
  prior: number;
  /** share of wins under the null, in (0, 1) */
  nullShare?: number;
};

/** Thresholds are compared with this slack so that a lead that reaches 1/alpha exactly counts on every machine. */
export const THRESHOLD_SLACK = 1e-12;

/**
 * ln E of the two-sided e-process: a win multiplies E by q/p0 and a loss by (1-q)/(1-p0), with q the mean of the
 * mixing distribution so far.
 *
 * @param wins, losses  non-negative integers; ties multiply E by 1 and are simply left out
 * @returns             0 without observations
 * @throws {InvalidInput} if an argument is out of range
 *
 * ln B(a+s, a+f) - ln B(a, a) - s ln p0 - f ln(1-p0). Robbins (1970); Ramdas et al. (2023), "Game-theoretic statistics
 * and safe anytime-valid inference".
 */
export function logEValue(wins: number, losses: number, { prior, nullShare = 0.5 }: EProcessOptions): number {
  requireCounts({ wins, losses });
  requirePositive({ prior });
  requireOpenUnit({ nullShare });
  return logMixture(wins, losses, prior) - logLikelihood(wins, losses, nullShare);
}

/**
 * ln E of the one-sided e-process of "wins are not more likely than losses": the mixing distribution is cut off at one
 * half and below.
 *
 * Arguments, result and errors as `logEValue` at a null share of 1/2. E times P(p > 1/2 | data) / P(p > 1/2).
 */
export function logEValueOneSided(wins: number, losses: number, prior: number): number {
  const logE = logEValue(wins, losses, { prior });
  const upper = betaCdf(0.5, prior + wins, prior + losses, 'upper');
  return upper > 1e-200 ? logE + Math.log(2 * upper) : logEOfLopsidedLosses(wins, losses, prior);
}

/**
 * ln of the one-sided E when the tail above one half underflows, which it does with thousands of losses while the
 * two-sided E explodes: their product would be a false alarm for the wrong side. With A = a + s < B = a + f the tail is
 * 2^-(A+B) / (B B(A,B)) times the sum over k of (A+B)_k / (B+1)_k 2^-k, and the beta functions cancel.
 */
function logEOfLopsidedLosses(wins: number, losses: number, prior: number): number {
  const [a, b] = [prior + wins, prior + losses];
  let term = 1;
  let sum = 1;
  for (let k = 0; term > sum * 1e-17; k++) {
    term *= (a + b + k) / (2 * (b + 1 + k));
    sum += term;
  }
  return Math.log(sum) - Math.log(b) - logBeta(prior, prior) - (2 * prior - 1) * Math.LN2;
}

/** ln of the marginal likelihood of the counts under the mixing distribution. */
export const logMixture = (wins: number, losses: number, prior: number): number =>
  wins + losses === 0 ? 0 : logBeta(prior + wins, prior + losses) - logBeta(prior, prior);

/** s ln p + f ln(1-p), with 0 ln 0 = 0: at p = 0 a sequence of losses is certain, not undefined. */
export const logLikelihood = (wins: number, losses: number, share: number): number =>
  (wins === 0 ? 0 : wins * Math.log(share)) + (losses === 0 ? 0 : losses * Math.log1p(-share));

/**
 * The mixing parameter whose standard deviation is the smallest effect of interest: the process then stops soonest
 * for effects of about that size.
 *
 * @param smallestEffect  distance of the share from one half, in (0, 1/2)
 * @returns               a = (1/(4 d^2) - 1) / 2, above 0; 49.5 for 0.05, 12 for 0.10
 * @throws {InvalidInput} if the effect is out of range
 */
export function priorForEffect(smallestEffect: number): number {
  if (!(smallestEffect > 0 && smallestEffect < 0.5)) {
    throw new InvalidInput('The smallest effect of interest must lie strictly between 0 and 0.5.');
  }
  return (1 / (4 * smallestEffect ** 2) - 1) / 2;
}

/** Whether ln E has reached ln(1/alpha). */
export const hasReached = (logE: number, alpha: number): boolean => logE >= -Math.log(alpha) - THRESHOLD_SLACK;

/**
 * The smallest lead |wins - losses| at n decided observations at which the e-process reaches 1/alpha.
 *
 * @returns  an integer of the same parity as n; `undefined` when even n : 0 does not reach it
 * @throws {InvalidInput} if an argument is out of range
 *
 * E grows with the lead at fixed n, so bisection over the possible leads finds the first that reaches.
 */
export function leadToStop(n: number, prior: number, alpha = 0.05, sides: Sides = 'two-sided'): number | undefined {
  requireCounts({ n });
  requireOpenUnit({ alpha });
  const logE = (wins: number) =>
    sides === 'two-sided' ? logEValue(wins, n - wins, { prior }) : logEValueOneSided(wins, n - wins, prior);
  if (!hasReached(logE(n), alpha)) return undefined;
  let below = Math.ceil(n / 2) - 1;
  let reaching = n;
  while (reaching - below > 1) {
    const middle = Math.floor((below + reaching) / 2);
    if (hasReached(logE(middle), alpha)) reaching = middle;
    else below = middle;
  }
  return 2 * reaching - n;
}

/** The anytime-valid p-value of a path of ln E: 1 over the largest E so far, never above 1. */
export function anytimePValue(logEPath: readonly number[]): number {
  let largest = 0;
  for (const logE of logEPath) largest = Math.max(largest, logE);
  return Math.exp(-largest);
}
