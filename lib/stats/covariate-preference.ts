import { InvalidInput } from '@/lib/foundation/errors';
import { type Interval, requireOpenUnit } from './arguments';
import { normalQuantile, normalTwoSided } from './distributions';

export type CovariatePreference = {
  /** share of wins of the challenger when both answers have the same covariate */
  shareAtEquality: number;
  interval: Interval;
  /** ln odds per unit of difference in the covariate, its standard error and the p-value of "no influence" */
  slope: number;
  slopeStandardError: number;
  slopePValue: number;
  /** share of decided queries won by the side with more of the covariate; `undefined` when none differs */
  largerSideShare: number | undefined;
};

/**
 * Sensitivity of a preference to something that should not decide it, such as length: logistic regression of win on the
 * difference of the covariate, challenger minus champion.
 *
 * @param observations  one per decided query
 * @returns             `undefined` when the difference does not vary, or when it separates wins from losses completely, so
 *                      that no finite estimate exists
 * @throws {InvalidInput} if a difference is not finite or alpha is out of range
 *
 * Maximum likelihood by Newton steps on ln odds = b0 + b1 x; standard errors from the information matrix; the interval is
 * the Wald interval of b0 carried through the logistic function.
 */
export function covariatePreference(
  observations: readonly { isWin: boolean; difference: number }[],
  alpha = 0.05,
): CovariatePreference | undefined {
  requireOpenUnit({ alpha });
  if (!observations.every(({ difference }) => Number.isFinite(difference))) {
    throw new InvalidInput('Every difference must be a finite number.');
  }
  const scale = Math.max(...observations.map(({ difference }) => Math.abs(difference)), 0);
  if (scale === 0 || observations.every(({ difference }) => difference === observations[0]?.difference))
    return undefined;
  const fitted = newton(observations.map(({ isWin, difference }) => ({ y: isWin ? 1 : 0, x: difference / scale })));
  if (fitted === undefined) return undefined;
  const { b0, b1, var0, var1 } = fitted;
  const logistic = (t: number) => 1 / (1 + Math.exp(-t));
  const half = normalQuantile(1 - alpha / 2) * Math.sqrt(var0);
  const differing = observations.filter(({ difference }) => difference !== 0);
  const largerWon = differing.filter(({ isWin, difference }) => isWin === difference > 0).length;
  return {
    shareAtEquality: logistic(b0),
    interval: { lower: logistic(b0 - half), upper: logistic(b0 + half) },
    slope: b1 / scale,
    slopeStandardError: Math.sqrt(var1) / scale,
    slopePValue: normalTwoSided(b1 / Math.sqrt(var1)),
    largerSideShare: differing.length === 0 ? undefined : largerWon / differing.length,
  };
}

function newton(data: readonly { y: number; x: number }[]) {
  let b0 = 0;
  let b1 = 0;
  for (let step = 0; step < 100; step++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    for (const { y, x } of data) {
      const p = 1 / (1 + Math.exp(-(b0 + b1 * x)));
      const w = p * (1 - p);
      g0 += y - p;
      g1 += (y - p) * x;
      h00 += w;
      h01 += w * x;
      h11 += w * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    // Separated data drive the coefficients to infinity and the information to zero.
    if (!(determinant > 1e-12 * data.length) || Math.abs(b0) > 50 || Math.abs(b1) > 1000) return undefined;
    const step0 = (h11 * g0 - h01 * g1) / determinant;
    const step1 = (h00 * g1 - h01 * g0) / determinant;
    b0 += step0;
    b1 += step1;
    if (Math.abs(step0) + Math.abs(step1) < 1e-12) {
      return { b0, b1, var0: h11 / determinant, var1: h00 / determinant };
    }
  }
  return undefined;
}
