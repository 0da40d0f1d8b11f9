import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anytimePValue,
  hasReached,
  leadToStop,
  logEValue,
  logEValueOneSided,
  priorForEffect,
} from './beta-binomial-e-process';
import { confidenceSequence, runningIntersection } from './confidence-sequence';
import { binomialPmf } from './distributions';
import { criticalWins } from './sign-test-power';

/** Statistics note A3, Beta(1,1): s, f, E, one-sided E, 95 % confidence sequence. */
const vectors = [
  [0, 0, 1, 1, 0, 1],
  [1, 0, 1, 1.5, 0.025, 1],
  [5, 0, 5.333333, 10.5, 0.383852, 1],
  [8, 0, 28.444444, 56.777778, 0.522506, 1],
  [8, 2, 2.068687, 4.00202, 0.353042, 0.989517],
  [15, 5, 3.220601, 6.355521, 0.421742, 0.949294],
  [60, 40, 0.91305, 1.784059, 0.440774, 0.746036],
  [173, 144, 0.263986, 0.500584, 0.451439, 0.63789],
  [520, 432, 2.373754, 4.737208, 0.489163, 0.602474],
  [600, 400, 21558498.4, 43116996.8, 0.544588, 0.653753],
] as const;

/** The published counts under other priors: E, one-sided E, confidence sequence. */
const priors = [
  [0.5, 0.16903, 0.320615, 0.447818, 0.641343],
  [10, 0.842918, 1.590168, 0.461624, 0.628143],
  [50, 1.344171, 2.480011, 0.466096, 0.623849],
  [100, 1.404557, 2.525844, 0.46653, 0.623431],
] as const;

/** Lead needed at n: fixed-n test, Beta(1), Beta(10), Beta(50), Beta(100), one-sided Beta(50). */
const leads = [
  [50, 16, 22, 24, 32, 40, 28],
  [100, 22, 32, 32, 38, 44, 34],
  [200, 30, 48, 44, 46, 52, 42],
  [317, 37, 61, 55, 57, 61, 51],
  [500, 46, 78, 70, 70, 72, 62],
  [1000, 64, 112, 102, 96, 98, 88],
  [1500, 78, 140, 126, 120, 118, 110],
  [2000, 90, 164, 148, 138, 136, 128],
  [3000, 110, 202, 184, 172, 168, 158],
] as const;

describe('the beta-binomial e-process', () => {
  it.each(vectors)('reproduces E and the confidence sequence at %i : %i', (s, f, e, oneSided, lower, upper) => {
    expect(Math.abs(Math.exp(logEValue(s, f, { prior: 1 })) - e)).toBeLessThan(Math.max(6e-7, e * 6e-8));
    // Six decimals are printed below 1,000, seven digits above.
    expect(Math.abs(Math.exp(logEValueOneSided(s, f, 1)) - oneSided)).toBeLessThan(Math.max(6e-7, oneSided * 6e-8));
    expect(confidenceSequence(s, f, 1).lower).toBeCloseTo(lower, 6);
    expect(confidenceSequence(s, f, 1).upper).toBeCloseTo(upper, 6);
  });

  it.each(priors)('reproduces the published counts under Beta(%f)', (prior, e, oneSided, lower, upper) => {
    expect(Math.exp(logEValue(173, 144, { prior }))).toBeCloseTo(e, 6);
    expect(Math.exp(logEValueOneSided(173, 144, prior))).toBeCloseTo(oneSided, 6);
    expect(confidenceSequence(173, 144, prior).lower).toBeCloseTo(lower, 6);
    expect(confidenceSequence(173, 144, prior).upper).toBeCloseTo(upper, 6);
  });

  it('keeps eleven digits of the logarithm', () => {
    expect(logEValue(173, 144, { prior: 1 })).toBeCloseTo(-1.3318588673, 10);
  });

  it('follows the printed step trace', () => {
    const outcomes = 'WWLWWWLWWW';
    const trace = (prior: number) =>
      [...outcomes].map((_, i) => {
        const seen = outcomes.slice(0, i + 1);
        const wins = [...seen].filter((o) => o === 'W').length;
        return Math.exp(logEValue(wins, seen.length - wins, { prior }));
      });
    const printed = [1, 1.333333, 0.666667, 0.8, 1.066667, 1.52381, 0.761905, 1.015873, 1.422222, 2.068687];
    for (const [i, e] of trace(1).entries()) expect(e).toBeCloseTo(printed[i] as number, 6);
    expect(trace(0.5).at(-1)).toBeCloseTo(1.675781, 6);
    expect(trace(50).at(-1)).toBeCloseTo(1.124495, 6);
  });

  it('equals the incremental form step by step for any outcomes, prior and null', () => {
    const run = fc.array(fc.boolean(), { maxLength: 300 });
    fc.assert(
      fc.property(
        run,
        fc.double({ min: 0.1, max: 200, noNaN: true }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (outcomes, prior, nullShare) => {
          let [wins, losses, logE] = [0, 0, 0];
          for (const isWin of outcomes) {
            const q = (prior + wins) / (2 * prior + wins + losses);
            logE += isWin ? Math.log(q / nullShare) : Math.log((1 - q) / (1 - nullShare));
            if (isWin) wins++;
            else losses++;
            expect(logEValue(wins, losses, { prior, nullShare })).toBeCloseTo(logE, 8);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each([5, 20, 100])('has mean exactly 1 under the null at n = %i, for every prior', (n) => {
    for (const prior of [0.5, 1, 10, 50, 100]) {
      let mean = 0;
      let oneSided = 0;
      for (let s = 0; s <= n; s++) {
        mean += binomialPmf(s, n, 0.5) * Math.exp(logEValue(s, n - s, { prior }));
        oneSided += binomialPmf(s, n, 0.5) * Math.exp(logEValueOneSided(s, n - s, prior));
      }
      expect(mean).toBeCloseTo(1, 11);
      expect(oneSided).toBeCloseTo(1, 11);
    }
  });

  it.each(leads)('needs the tabulated lead at n = %i', (n, fixed, one, ten, fifty, hundred, oneSided) => {
    expect(2 * criticalWins(n) - n).toBe(fixed);
    expect([1, 10, 50, 100].map((prior) => leadToStop(n, prior))).toEqual([one, ten, fifty, hundred]);
    expect(leadToStop(n, 50, 0.05, 'one-sided')).toBe(oneSided);
  });

  it('stops exactly from the lead on, on both sides', () => {
    for (const n of [50, 317]) {
      const lead = leadToStop(n, 50) as number;
      for (let wins = 0; wins <= n; wins++) {
        expect(hasReached(logEValue(wins, n - wins, { prior: 50 }), 0.05)).toBe(Math.abs(2 * wins - n) >= lead);
      }
    }
    expect(leadToStop(3, 50)).toBeUndefined();
  });

  it('chooses the prior from the smallest effect of interest', () => {
    expect(priorForEffect(0.05)).toBeCloseTo(49.5, 9);
    expect(priorForEffect(0.1)).toBeCloseTo(12, 9);
    expect(() => priorForEffect(0.5)).toThrow('smallest effect');
  });

  it('survives counts at which E itself overflows', () => {
    expect(logEValue(20_000, 0, { prior: 1 })).toBeGreaterThan(1000);
  });

  it('the one-sided process never accuses the wrong side, not even where its tail underflows', () => {
    for (const losses of [100, 500, 1_000, 5_000, 50_000]) {
      expect(logEValueOneSided(0, losses, 50)).toBeLessThan(0);
      expect(logEValueOneSided(0, losses + 1, 50)).toBeLessThan(logEValueOneSided(0, losses, 50));
    }
    // Across the switch between the two formulas (a tail of 1e-200) the step is as smooth as before it.
    const steps = Array.from(
      { length: 400 },
      (_, i) => logEValueOneSided(0, 500 + i, 50) - logEValueOneSided(0, 501 + i, 50),
    );
    for (const [i, step] of steps.entries()) if (i > 0) expect(step).toBeLessThan(steps[i - 1] as number);
  });

  it('gives an anytime p-value that never rises and never exceeds 1', () => {
    expect(anytimePValue([])).toBe(1);
    expect(anytimePValue([-3, Math.log(4), 0])).toBeCloseTo(0.25, 12);
  });
});

describe('the confidence sequence', () => {
  it('contains one half exactly when the e-process at one half has not rejected', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(400), fc.constantFrom(1, 10, 50), (w, l, prior) => {
        const { lower, upper } = confidenceSequence(w, l, prior);
        expect(lower <= 0.5 && 0.5 <= upper).toBe(!hasReached(logEValue(w, l, { prior }), 0.05));
      }),
      { numRuns: 300 },
    );
  });

  it('mirrors when the sides are swapped and is everything without data', () => {
    expect(confidenceSequence(0, 0, 50)).toEqual({ lower: 0, upper: 1 });
    expect(confidenceSequence(144, 173, 50).lower).toBeCloseTo(1 - confidenceSequence(173, 144, 50).upper, 12);
  });

  it('can be made sticky by intersecting what it said before', () => {
    expect(runningIntersection([])).toEqual({ lower: 0, upper: 1 });
    const path = [
      { lower: 0.3, upper: 0.9 },
      { lower: 0.2, upper: 0.8 },
    ];
    expect(runningIntersection(path)).toEqual({ lower: 0.3, upper: 0.8 });
  });
});
