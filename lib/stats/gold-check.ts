import { InvalidInput } from '@/lib/foundation/errors';
import { requireCounts, requireOpenUnit } from './arguments';
import { binomialCdf } from './distributions';
import { type SprtState, sprt } from './sprt';

export type GoldRule = {
  /** items whose answer is known */
  items: number;
  /** a judge with at most this many right is flagged for review */
  flagAtOrBelow: number;
  /** chance of flagging a judge as good as `goodShare` */
  falseFlagRate: number;
  /** chance of flagging somebody who tosses a coin */
  catchRate: number;
};

/**
 * The strictest flag at a number of gold items that still spares a good judge: flag at <= c right.
 *
 * @param items             number of gold items, a positive integer
 * @param goodShare         share a good judge gets right, in (0, 1)
 * @param largestFalseFlag  permitted chance of flagging a good judge, in (0, 1)
 * @returns                 `flagAtOrBelow` -1 when even zero right would flag good judges too often: nobody is flagged
 * @throws {InvalidInput} if an argument is out of range
 *
 * A flag asks for a review. It never removes judgments by itself: dropping them after seeing which way they went is a
 * way to choose the result.
 */
export function goldRule(items: number, goodShare = 0.9, largestFalseFlag = 0.01): GoldRule {
  requireCounts({ items });
  if (items === 0) throw new InvalidInput('A gold rule needs at least one gold item.');
  requireOpenUnit({ goodShare, largestFalseFlag });
  let flagAtOrBelow = -1;
  while (flagAtOrBelow + 1 < items && binomialCdf(flagAtOrBelow + 1, items, goodShare) <= largestFalseFlag) {
    flagAtOrBelow++;
  }
  return goldRuleAt(items, flagAtOrBelow, goodShare);
}

/** The error rates of a given flag: at most `flagAtOrBelow` of `items` right. */
export function goldRuleAt(items: number, flagAtOrBelow: number, goodShare = 0.9): GoldRule {
  return {
    items,
    flagAtOrBelow,
    falseFlagRate: binomialCdf(flagAtOrBelow, items, goodShare),
    catchRate: binomialCdf(flagAtOrBelow, items, 0.5),
  };
}

/**
 * Running check of one judge's gold items: SPRT of "right 90 % of the time" against "right 60 %", 1 % and 5 % errors.
 *
 * @param right, wrong  non-negative integers
 * @returns             decision `alternative` = flag for review, `null` = clear
 * @throws {InvalidInput} if a count is out of range
 */
export function goldSprt(right: number, wrong: number): SprtState {
  return sprt(right, wrong, { nullShare: 0.9, alternativeShare: 0.6, alpha: 0.01, beta: 0.05 });
}
