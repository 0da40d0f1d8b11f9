import { requireCounts, requireOpenUnit, requirePositive } from './arguments';

export type NormalMixture = {
  /** ln of the mixture martingale at a mean of 1/2 */
  logE: number;
  /** half width of the confidence sequence around the mean */
  radius: number;
};

/**
 * Sub-Gaussian normal-mixture e-process for scores in [0, 1] with mean 1/2 under the null (tie = 1/2): anytime-valid
 * like the beta-binomial one, for streams whose values are not just win or loss, such as the mean of several judges.
 *
 * @param n    number of scores, a non-negative integer
 * @param sum  their sum, in [0, n]
 * @param rho  tuning, above 0: the process is tightest near variance n/4 = rho
 * @returns    ln E 0 and an infinite radius without scores
 * @throws {InvalidInput} if an argument is out of range
 *
 * S = sum - n/2, V = n/4: E = sqrt(rho/(V+rho)) exp(S^2 / (2(V+rho))); radius sqrt((V+rho)(ln((V+rho)/rho) +
 * 2 ln(1/alpha))) / n. Scores in [0, 1] are sub-Gaussian with variance proxy 1/4 (Hoeffding). Howard et al. (2021).
 */
export function normalMixture(n: number, sum: number, rho: number, alpha = 0.05): NormalMixture {
  requireCounts({ n });
  requirePositive({ rho });
  requireOpenUnit({ alpha });
  if (n === 0) return { logE: 0, radius: Number.POSITIVE_INFINITY };
  const variance = n / 4 + rho;
  const deviation = sum - n / 2;
  return {
    logE: 0.5 * Math.log(rho / variance) + deviation ** 2 / (2 * variance),
    radius: Math.sqrt(variance * (Math.log(variance / rho) + 2 * Math.log(1 / alpha))) / n,
  };
}

/**
 * The mixture SPRT of Johari et al. in its own parameters: ln of the likelihood ratio of a N(1/2, tau^2) mixture of means
 * against 1/2, for scores of variance sigma^2. The same object as `normalMixture` with rho = sigma^4 / tau^2.
 *
 * @throws {InvalidInput} if a variance is not above 0
 */
export function mixtureSprt(n: number, sum: number, sigmaSquared: number, tauSquared: number): number {
  requireCounts({ n });
  requirePositive({ sigmaSquared, tauSquared });
  if (n === 0) return 0;
  const total = sigmaSquared + n * tauSquared;
  const meanExcess = sum / n - 0.5;
  return 0.5 * Math.log(sigmaSquared / total) + (tauSquared * (n * meanExcess) ** 2) / (2 * sigmaSquared * total);
}
