import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jeffreysInterval, probabilityPreferred } from './bayesian-preference';
import { clopperPearson } from './clopper-pearson';
import { midPInterval } from './mid-p-interval';
import { waldInterval } from './normal-approximations';
import { signTest } from './sign-test';
import { wilson, wilsonWithContinuity } from './wilson';

describe('intervals of a share at 173 / 144 (statistics note A1, SciPy 1.17)', () => {
  it.each([
    ['Clopper-Pearson 95 %', clopperPearson(173, 144), 0.489144, 0.601476],
    ['Clopper-Pearson 90 %', clopperPearson(173, 144, 0.1), 0.497989, 0.592852],
    ['Wilson', wilson(173, 144), 0.49071, 0.599678],
    ['Wilson with continuity', wilsonWithContinuity(173, 144), 0.489136, 0.60122],
    ['mid-p', midPInterval(173, 144), 0.490636, 0.600015],
    ['Jeffreys', jeffreysInterval(173, 144), 0.490723, 0.599929],
    ['Wald', waldInterval(173, 144), 0.490931, 0.600552],
  ])('%s', (_, interval, lower, upper) => {
    expect(interval.lower).toBeCloseTo(lower, 6);
    expect(interval.upper).toBeCloseTo(upper, 6);
  });

  it('the posterior probability of a preference is 0.94813 under a uniform prior, and one half without data', () => {
    expect(probabilityPreferred(173, 144)).toBeCloseTo(0.94813, 5);
    expect(probabilityPreferred(0, 0)).toBe(0.5);
  });
});

describe('every interval of a share', () => {
  const all = [clopperPearson, wilson, wilsonWithContinuity, midPInterval, jeffreysInterval, waldInterval];

  it('is everything without observations, and holds its own end at 0 and n', () => {
    for (const interval of [clopperPearson, wilson, wilsonWithContinuity, midPInterval, waldInterval]) {
      expect(interval(0, 0)).toEqual({ lower: 0, upper: 1 });
    }
    for (const interval of all) {
      expect(interval(0, 5).lower).toBe(0);
      expect(interval(5, 0).upper).toBe(1);
    }
  });

  it('contains the observed share, lies in [0, 1] and mirrors when the sides are swapped', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), fc.constantFrom(...all), (w, l, interval) => {
        fc.pre(w + l > 0);
        const { lower, upper } = interval(w, l);
        const mirrored = interval(l, w);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(upper).toBeLessThanOrEqual(1);
        expect(lower).toBeLessThanOrEqual(w / (w + l) + 1e-12);
        expect(upper).toBeGreaterThanOrEqual(w / (w + l) - 1e-12);
        expect(mirrored.lower).toBeCloseTo(1 - upper, 9);
      }),
      { numRuns: 200 },
    );
  });

  it('the exact interval excludes one half exactly when the exact test rejects', () => {
    for (let w = 0; w <= 60; w++) {
      const { lower, upper } = clopperPearson(w, 60 - w);
      expect(lower > 0.5 || upper < 0.5).toBe(signTest(w, 60 - w).pValue <= 0.05);
    }
  });
});
