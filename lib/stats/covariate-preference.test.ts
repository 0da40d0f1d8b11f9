import { describe, expect, it } from 'vitest';
import { covariatePreference } from './covariate-preference';

const differences = [120, -30, 45, -80, 200, 10, -15, 60, -140, 35, 5, -60, 90, -20, 150, -45];
const wins = [1, 0, 1, 1, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1];
const observations = differences.map((difference, i) => ({ difference, isWin: wins[i] === 1 }));

describe('sensitivity of a preference to a covariate', () => {
  it('reproduces the maximum found by SciPy 1.17 (minimize, BFGS) and its information matrix', () => {
    const result = covariatePreference(observations);
    expect(result?.shareAtEquality).toBeCloseTo(0.60418635, 6);
    expect(result?.interval.lower).toBeCloseTo(0.34871052, 6);
    expect(result?.interval.upper).toBeCloseTo(0.81314711, 6);
    expect((result?.slope ?? 0) * 100).toBeCloseTo(0.60779063, 6);
    expect((result?.slopeStandardError ?? 0) * 100).toBeCloseTo(0.66337128, 6);
    expect(result?.slopePValue).toBeCloseTo(0.35955421, 6);
    expect(result?.largerSideShare).toBe(0.5625);
  });

  it('does not depend on the unit of the covariate', () => {
    const scaled = covariatePreference(observations.map((o) => ({ ...o, difference: o.difference * 1e6 })));
    expect(scaled?.shareAtEquality).toBeCloseTo(0.60418635, 6);
  });

  it('has no answer when nothing varies or the covariate decides everything', () => {
    expect(covariatePreference([])).toBeUndefined();
    expect(
      covariatePreference([
        { isWin: true, difference: 3 },
        { isWin: false, difference: 3 },
      ]),
    ).toBeUndefined();
    expect(
      covariatePreference([
        { isWin: true, difference: 1 },
        { isWin: false, difference: -1 },
      ]),
    ).toBeUndefined();
    expect(() => covariatePreference([{ isWin: true, difference: Number.NaN }])).toThrow('finite');
  });
});
