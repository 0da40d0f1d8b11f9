import { InvalidInput, Uncomputable } from '@/lib/foundation/errors';
import { requireCounts, requireOpenUnit } from './arguments';
import { bisect } from './bisect';
import { binomialCdf, binomialTail, normalQuantile } from './distributions';

export type Sides = 'two-sided' | 'one-sided';

/**
 * The fewest wins of n decided observations at which the exact sign test rejects.
 *
 * @param n      decided observations, a non-negative integer
 * @param alpha  level of the test, in (0, 1); a two-sided test spends half of it on each side
 * @returns      n + 1 when no outcome rejects at this n
 * @throws {InvalidInput} if an argument is out of range
 */
export function criticalWins(n: number, alpha = 0.05, sides: Sides = 'two-sided'): number {
  requireCounts({ n });
  requireOpenUnit({ alpha });
  const level = sides === 'two-sided' ? alpha / 2 : alpha;
  const guess = Math.round(n / 2 + (normalQuantile(1 - level) * Math.sqrt(n)) / 2);
  let wins = Math.min(Math.max(guess, 0), n + 1);
  while (wins > 0 && binomialTail(wins - 1, n, 0.5) <= level) wins--;
  while (wins <= n && binomialTail(wins, n, 0.5) > level) wins++;
  return wins;
}

/** The true type-I error of the exact sign test at n: at most alpha, usually less because outcomes are whole numbers. */
export function actualLevel(n: number, alpha = 0.05, sides: Sides = 'two-sided'): number {
  const tail = binomialTail(criticalWins(n, alpha, sides), n, 0.5);
  return sides === 'two-sided' ? 2 * tail : tail;
}

/**
 * Power of the exact sign test: the probability that it rejects when the true share of wins is p.
 *
 * @param n      decided observations, a non-negative integer
 * @param p      true share of wins, in (0, 1)
 * @returns      in [0, 1]; 0 at an n where no outcome rejects
 * @throws {InvalidInput} if an argument is out of range
 *
 * P(X >= c) + P(X <= n - c), X ~ Bin(n, p), with c = `criticalWins`; the second term only when two-sided.
 */
export function signTestPower(n: number, p: number, alpha = 0.05, sides: Sides = 'two-sided'): number {
  requireOpenUnit({ p });
  const critical = criticalWins(n, alpha, sides);
  if (critical > n) return 0;
  const above = binomialTail(critical, n, p);
  return sides === 'two-sided' ? above + binomialCdf(n - critical, n, p) : above;
}

/**
 * The normal-theory sample size, as a starting point and for comparison with other tools; not the one to recommend.
 *
 * @returns decided observations, not rounded
 *
 * ((z_a/2 + z_b sqrt(p(1-p))) / (p - 1/2))^2 with z_a the quantile for alpha/2 (two-sided) or alpha (one-sided).
 */
export function normalSampleSize(p: number, power: number, alpha = 0.05, sides: Sides = 'two-sided'): number {
  requireOpenUnit({ p, power, alpha });
  const za = normalQuantile(1 - (sides === 'two-sided' ? alpha / 2 : alpha));
  const zb = normalQuantile(power);
  return ((0.5 * za + zb * Math.sqrt(p * (1 - p))) / (p - 0.5)) ** 2;
}

export type SampleSize = {
  /** the n to recommend: from here on the power never falls below the target */
  n: number;
  /** the first n that reaches the target; power falls below it again later, because power by n is a saw-tooth */
  firstReaching: number;
};

/** Beyond this many decided observations the search gives up: no study of people is that large. */
const LARGEST_SAMPLE = 2_000_000;

/**
 * Decided observations (queries without a tie) that the exact sign test needs to detect a true share of wins.
 *
 * @param p      smallest share worth detecting, in (0, 1), not 1/2; shares below 1/2 need the same n as 1 - p
 * @param power  wanted probability of detection, in (0, 1)
 * @throws {InvalidInput} if an argument is out of range or p is 1/2
 * @throws {Uncomputable} if p is so close to 1/2 that more than two million observations would be needed
 *
 * Exact search upward through the saw-tooth, from below the normal-theory n to well above it. A tooth is as deep as one
 * point of the distribution and the mean power climbs out of it within about 1 / (p - 1/2) observations; the search goes
 * eight times as far beyond the normal-theory n, and always to n = 5,000 or a quarter more when that is cheap.
 */
export function signTestSampleSize(p: number, power: number, alpha = 0.05, sides: Sides = 'two-sided'): SampleSize {
  if (p === 0.5) throw new InvalidInput('The smallest share worth detecting must differ from one half.');
  const share = Math.max(p, 1 - p);
  const normal = normalSampleSize(share, power, alpha, sides);
  if (normal > LARGEST_SAMPLE) {
    throw new Uncomputable('A share this close to one half would need more than two million decided queries.');
  }
  const tooth = 1 / (share - 0.5);
  const from = Math.max(1, Math.floor(Math.max(normal - 4 * tooth - 40, Math.min(normal * 0.8, 4000) - 40)));
  const to = Math.ceil(Math.max(normal + 8 * tooth + 60, Math.min(normal * 1.25 + 200, 5000)));
  let firstReaching: number | undefined;
  let lastBelow = from - 1;
  for (let n = from; n <= to; n++) {
    if (signTestPower(n, share, alpha, sides) < power) lastBelow = n;
    else firstReaching ??= n;
  }
  return { n: lastBelow + 1, firstReaching: firstReaching ?? lastBelow + 1 };
}

/**
 * The smallest true share above 1/2 that n decided observations detect with the wanted power.
 *
 * @returns in (1/2, 1); `undefined` when even a share of nearly 1 would be missed
 * @throws {InvalidInput} if an argument is out of range
 */
export function smallestDetectableShare(
  n: number,
  power: number,
  alpha = 0.05,
  sides: Sides = 'two-sided',
): number | undefined {
  requireOpenUnit({ power });
  const almostCertain = 1 - 1e-9;
  if (signTestPower(n, almostCertain, alpha, sides) < power) return undefined;
  return bisect((p) => signTestPower(n, p, alpha, sides) - power, 0.5, almostCertain);
}

/**
 * By what factor judges who err at random inflate the sample size: with error rate e, a share p is seen as
 * 1/2 + (1 - 2e)(p - 1/2).
 *
 * @param errorRate  chance that a judge flips the truth, in [0, 1/2)
 * @returns          1 / (1 - 2e)^2, at least 1
 * @throws {InvalidInput} at 1/2 and above, where judgments carry no information
 */
export function judgeErrorInflation(errorRate: number): number {
  if (!(errorRate >= 0 && errorRate < 0.5)) throw new InvalidInput('The error rate of judges must lie in [0, 0.5).');
  return 1 / (1 - 2 * errorRate) ** 2;
}
