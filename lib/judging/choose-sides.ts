/** What the choice of sides depends on, in terms of the two meanings `first` and `second` (champion and challenger). */
export type SideFacts = {
  /** what this judge saw on the left when the item was shown to them before, for the repeated view */
  ownEarlierLeft?: 'first' | 'second' | undefined;
  /** how often `first` and `second` have been on the left for this item, in assignments that stand */
  itemLefts: { first: number; second: number };
  /** the same for this judge over all items */
  judgeLefts: { first: number; second: number };
  /** secret uniform number in [0, 1) for this judge and item */
  uniform: number;
};

/** Efron's coin leans this far towards balance. */
const LEAN = 2 / 3;

/**
 * Which of the two goes to the left: a repeated view and the next judge of an item get it the other way round; otherwise a coin that leans 2 : 1
 * towards balancing the judge's own sides, so that nobody sees one arm mostly on one side.
 *
 * Efron (1971): after 100 items the mean imbalance is 1.3, against 8 with a fair coin, while no single side can be told in
 * advance.
 */
export function chooseLeft({ ownEarlierLeft, itemLefts, judgeLefts, uniform }: SideFacts): 'first' | 'second' {
  if (ownEarlierLeft !== undefined) return ownEarlierLeft === 'first' ? 'second' : 'first';
  if (itemLefts.first !== itemLefts.second) return itemLefts.first < itemLefts.second ? 'first' : 'second';
  const imbalance = judgeLefts.first - judgeLefts.second;
  const chanceOfFirst = imbalance === 0 ? 0.5 : imbalance < 0 ? LEAN : 1 - LEAN;
  return uniform < chanceOfFirst ? 'first' : 'second';
}
