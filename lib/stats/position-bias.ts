import { InvalidInput } from '@/lib/foundation/errors';
import { requireCounts } from './arguments';
import { normalTwoSided } from './distributions';
import { fisherExact } from './fisher-exact';

export type PositionBias = {
  /** ln odds of preferring the challenger, freed of position */
  preferenceLogOdds: number;
  /** the same as a share */
  biasFreePreference: number;
  /** ln odds that the left side gains by being on the left */
  biasLogOdds: number;
  standardError: number;
  z: number;
  pValue: number;
  /** Fisher's exact p-value of the same question, to prefer at small counts */
  exactPValue: number;
  /** decided judgments won by the left side, and all of them */
  leftWins: number;
  decided: number;
  /** whether half a judgment was added to each cell because one was empty */
  isCorrected: boolean;
};

/**
 * Position bias: does a side win because it is on the left?
 *
 * @param onLeft   decided judgments with the challenger on the left: how many it won, and all of them
 * @param onRight  the same with the challenger on the right
 * @returns        `undefined` when either group is empty: the two effects cannot be told apart
 * @throws {InvalidInput} if wins exceed their total or a count is not a non-negative integer
 *
 * theta = (logit p_L + logit p_R)/2, gamma = (logit p_L - logit p_R)/2, standard error of both
 * sqrt(1/x_L + 1/(n_L - x_L) + 1/x_R + 1/(n_R - x_R))/2.
 */
export function positionBias(
  onLeft: { wins: number; decided: number },
  onRight: { wins: number; decided: number },
): PositionBias | undefined {
  const leftLosses = onLeft.decided - onLeft.wins;
  const rightLosses = onRight.decided - onRight.wins;
  requireCounts({ 'Wins on the left': onLeft.wins, 'Wins on the right': onRight.wins });
  if (!(Number.isInteger(leftLosses) && leftLosses >= 0 && Number.isInteger(rightLosses) && rightLosses >= 0)) {
    throw new InvalidInput('Wins cannot exceed the decided judgments.');
  }
  if (onLeft.decided === 0 || onRight.decided === 0) return undefined;
  const isCorrected = Math.min(onLeft.wins, leftLosses, onRight.wins, rightLosses) === 0;
  const add = isCorrected ? 0.5 : 0;
  const cells = [onLeft.wins, leftLosses, onRight.wins, rightLosses].map((cell) => cell + add);
  const [a, b, c, d] = cells as [number, number, number, number];
  const logitLeft = Math.log(a / b);
  const logitRight = Math.log(c / d);
  const preferenceLogOdds = (logitLeft + logitRight) / 2;
  const biasLogOdds = (logitLeft - logitRight) / 2;
  const standardError = Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d) / 2;
  const z = biasLogOdds / standardError;
  return {
    preferenceLogOdds,
    biasFreePreference: 1 / (1 + Math.exp(-preferenceLogOdds)),
    biasLogOdds,
    standardError,
    z,
    pValue: normalTwoSided(z),
    exactPValue: fisherExact([
      [onLeft.wins, leftLosses],
      [onRight.wins, rightLosses],
    ]),
    leftWins: onLeft.wins + rightLosses,
    decided: onLeft.decided + onRight.decided,
    isCorrected,
  };
}
