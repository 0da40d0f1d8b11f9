import { InvalidInput } from '@/lib/foundation/errors';
import { requireCounts, requireOpenUnit } from './arguments';

export type SprtPlan = {
  /** share of wins under the null and under the alternative, both in (0, 1), different */
  nullShare: number;
  alternativeShare: number;
  /** error of accepting the alternative wrongly, and of accepting the null wrongly */
  alpha: number;
  beta: number;
};

export type SprtState = {
  logLikelihoodRatio: number;
  /** what a win and a loss add to the log likelihood ratio */
  winStep: number;
  lossStep: number;
  /** the alternative is accepted at or above, the null at or below */
  upperBound: number;
  lowerBound: number;
  decision: 'undecided' | 'alternative' | 'null';
  /** Wald's approximation of the mean number of observations under either hypothesis */
  meanUnderNull: number;
  meanUnderAlternative: number;
};

/**
 * Wald's sequential probability ratio test of one share against another.
 *
 * @param wins, losses  non-negative integers, in the order-free sum; the caller checks after every observation
 * @throws {InvalidInput} if an argument is out of range or both hypotheses are the same
 *
 * Bounds ln((1-beta)/alpha) and ln(beta/(1-alpha)) (Wald, 1947). The means ignore the overshoot of the last step.
 */
export function sprt(wins: number, losses: number, plan: SprtPlan): SprtState {
  const { nullShare, alternativeShare, alpha, beta } = plan;
  requireCounts({ wins, losses });
  requireOpenUnit({ nullShare, alternativeShare, alpha, beta });
  if (nullShare === alternativeShare) throw new InvalidInput('The two hypotheses must differ.');
  const winStep = Math.log(alternativeShare / nullShare);
  const lossStep = Math.log((1 - alternativeShare) / (1 - nullShare));
  const upperBound = Math.log((1 - beta) / alpha);
  const lowerBound = Math.log(beta / (1 - alpha));
  const logLikelihoodRatio = wins * winStep + losses * lossStep;
  const meanStep = (share: number) => share * winStep + (1 - share) * lossStep;
  return {
    logLikelihoodRatio,
    winStep,
    lossStep,
    upperBound,
    lowerBound,
    decision:
      logLikelihoodRatio >= upperBound ? 'alternative' : logLikelihoodRatio <= lowerBound ? 'null' : 'undecided',
    meanUnderNull: (alpha * upperBound + (1 - alpha) * lowerBound) / meanStep(nullShare),
    meanUnderAlternative: ((1 - beta) * upperBound + beta * lowerBound) / meanStep(alternativeShare),
  };
}
