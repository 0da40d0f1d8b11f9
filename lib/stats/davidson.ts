import { requireCounts } from './arguments';

export type TieModel = {
  /** strength of the winner's side over the other, above 0; `undefined` when one side never won */
  strengthRatio: number | undefined;
  /** the tie parameter; `undefined` when it is not identified */
  tieParameter: number | undefined;
};

/**
 * Davidson's model of paired comparisons with ties, for two items, in closed form.
 *
 * P(win) : P(loss) : P(tie) = a : b : nu sqrt(a b), so a/b = w/l and nu = t / sqrt(w l).
 *
 * @param wins, losses, ties  non-negative integers
 * @returns  `undefined` parameters when a side never won: the maximum of the likelihood is then at infinity
 * @throws {InvalidInput} if a count is not a non-negative integer
 *
 * Davidson (1970), Journal of the American Statistical Association 65.
 */
export function davidson(wins: number, losses: number, ties: number): TieModel {
  requireCounts({ wins, losses, ties });
  if (wins === 0 || losses === 0) return { strengthRatio: undefined, tieParameter: undefined };
  return { strengthRatio: wins / losses, tieParameter: ties / Math.sqrt(wins * losses) };
}
