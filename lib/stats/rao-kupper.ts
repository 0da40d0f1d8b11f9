import { requireCounts } from './arguments';
import type { TieModel } from './davidson';

/**
 * Rao and Kupper's model of paired comparisons with ties, for two items, in closed form: a tie is a difference below a
 * threshold theta >= 1.
 *
 * P(win) = a / (a + theta b). With p_w and p_l the observed shares, a/b = sqrt((1 - p_l) p_w / (p_l (1 - p_w))) and
 * theta = sqrt((1 - p_w)(1 - p_l) / (p_w p_l)).
 *
 * @param wins, losses, ties  non-negative integers
 * @returns  `undefined` parameters when a side never won
 * @throws {InvalidInput} if a count is not a non-negative integer
 *
 * Rao and Kupper (1967), Journal of the American Statistical Association 62.
 */
export function raoKupper(wins: number, losses: number, ties: number): TieModel {
  requireCounts({ wins, losses, ties });
  if (wins === 0 || losses === 0) return { strengthRatio: undefined, tieParameter: undefined };
  const total = wins + losses + ties;
  const winShare = wins / total;
  const lossShare = losses / total;
  return {
    strengthRatio: Math.sqrt(((1 - lossShare) * winShare) / (lossShare * (1 - winShare))),
    tieParameter: Math.sqrt(((1 - winShare) * (1 - lossShare)) / (winShare * lossShare)),
  };
}
