import { describe, expect, it } from 'vitest';
import { mixtureSprt, normalMixture } from './normal-mixture';
import { sprt } from './sprt';
import { stoppingAdvice } from './stopping-advice';

describe('the sub-Gaussian normal mixture (statistics note A3)', () => {
  it.each([
    [1, 0.413704, 0.0910314],
    [10, 1.087023, 0.0852374],
    [25, 1.342368, 0.0877329],
  ])('reproduces M and the radius at 173 / 144 with rho = %i', (rho, m, radius) => {
    const result = normalMixture(317, 173, rho);
    expect(Math.exp(result.logE)).toBeCloseTo(m, 6);
    expect(result.radius).toBeCloseTo(radius, 7);
  });

  it('is the mixture SPRT with rho = sigma^4 / tau^2', () => {
    expect(Math.exp(mixtureSprt(317, 173, 0.25, 0.01))).toBeCloseTo(0.924562, 6);
    expect(mixtureSprt(317, 173, 0.25, 0.01)).toBeCloseTo(normalMixture(317, 173, 6.25).logE, 12);
  });

  it('knows nothing before the first score', () => {
    expect(normalMixture(0, 0, 10)).toEqual({ logE: 0, radius: Number.POSITIVE_INFINITY });
    expect(mixtureSprt(0, 0, 0.25, 0.01)).toBe(0);
  });

  it('rejects one half exactly when one half lies outside its interval', () => {
    for (let sum = 0; sum <= 200; sum += 0.5) {
      const { logE, radius } = normalMixture(200, sum, 12);
      expect(logE >= Math.log(20)).toBe(Math.abs(sum / 200 - 0.5) >= radius);
    }
  });
});

describe("Wald's sequential test", () => {
  it('reproduces steps, bounds, means and the undecided published counts', () => {
    const state = sprt(173, 144, { nullShare: 0.5, alternativeShare: 0.55, alpha: 0.05, beta: 0.1 });
    expect(state.winStep).toBeCloseTo(0.0953102, 7);
    expect(state.lossStep).toBeCloseTo(-0.1053605, 7);
    expect(state.upperBound).toBeCloseTo(2.890372, 6);
    expect(state.lowerBound).toBeCloseTo(-2.251292, 6);
    expect(Math.round(state.meanUnderNull)).toBe(397);
    expect(Math.round(state.meanUnderAlternative)).toBe(474);
    expect(state.logLikelihoodRatio).toBeCloseTo(1.316747, 6);
    expect(state.decision).toBe('undecided');
  });

  it('refuses two equal hypotheses', () => {
    expect(() => sprt(1, 1, { nullShare: 0.5, alternativeShare: 0.5, alpha: 0.05, beta: 0.1 })).toThrow('must differ');
  });
});

describe('what an interval allows to conclude', () => {
  it.each([
    [0.51, 0.6, 'winner'],
    [0.3, 0.49, 'winner'],
    [0.46, 0.54, 'equivalent'],
    [0.4, 0.54, 'futile'],
    [0.46, 0.62, 'continue'],
    [0, 1, 'continue'],
    [0.5, 0.6, 'continue'],
  ] as const)('%f to %f is %s when 5 points matter', (lower, upper, advice) => {
    expect(stoppingAdvice({ lower, upper }, 0.05)).toBe(advice);
  });
});
