import { describe, expect, it } from 'vitest';
import { bradleyTerry, eloScale } from './bradley-terry';

/** Baseball, American League East 1987, from Agresti's textbook: wins of the row over the column; BAL is last. */
const baseball = [
  [0, 7, 9, 7, 7, 9, 11],
  [6, 0, 7, 5, 11, 9, 9],
  [4, 6, 0, 7, 7, 8, 12],
  [6, 8, 6, 0, 6, 7, 10],
  [6, 2, 6, 7, 0, 7, 12],
  [4, 4, 5, 6, 6, 0, 6],
  [2, 4, 1, 3, 1, 7, 0],
];

describe('Bradley-Terry', () => {
  it("reproduces the textbook's strengths, standard errors and fit", () => {
    const result = bradleyTerry(baseball);
    const last = result.logStrengths[6] as number;
    const strengths = [1.5814, 1.4364, 1.2945, 1.2476, 1.1077, 0.6839, 0];
    const errors = [0.3433, 0.3396, 0.3367, 0.3359, 0.3339, 0.3319, 0];
    for (const [i, value] of result.logStrengths.entries()) expect(value - last).toBeCloseTo(strengths[i] as number, 4);
    for (const [i, value] of result.standardErrors.entries()) expect(value).toBeCloseTo(errors[i] as number, 4);
    expect(result.logLikelihood).toBeCloseTo(-172.248176, 6);
    expect(result.deviance).toBeCloseTo(15.7365, 4);
    expect(result.degreesOfFreedom).toBe(15);
    expect(result.isRegularised).toBe(false);
  });

  it('gives the shares of a small table', () => {
    const { logStrengths } = bradleyTerry([
      [0, 7, 9],
      [3, 0, 6],
      [1, 4, 0],
    ]);
    const total = logStrengths.reduce((sum, value) => sum + Math.exp(value), 0);
    const shares = logStrengths.map((value) => Math.exp(value) / total);
    for (const [i, share] of [0.662503, 0.219699, 0.117798].entries()) expect(shares[i]).toBeCloseTo(share, 6);
  });

  it('says that it regularised a table without a finite maximum', () => {
    const { logStrengths, isRegularised } = bradleyTerry([
      [0, 5, 5],
      [0, 0, 5],
      [0, 0, 0],
    ]);
    expect(isRegularised).toBe(true);
    expect(logStrengths[0]).toBeCloseTo(1.810324, 6);
    expect(logStrengths[1]).toBeCloseTo(0, 6);
    expect(logStrengths[2]).toBeCloseTo(-1.810324, 6);
  });

  it('of two arms is the ratio of their wins', () => {
    const { logStrengths } = bradleyTerry([
      [0, 173],
      [144, 0],
    ]);
    expect((logStrengths[0] as number) - (logStrengths[1] as number)).toBeCloseTo(Math.log(173 / 144), 10);
    expect(eloScale(Math.log(10))).toBeCloseTo(400, 10);
  });

  it('refuses arms that never met', () => {
    const apart = [
      [0, 3, 0, 0],
      [2, 0, 0, 0],
      [0, 0, 0, 4],
      [0, 0, 1, 0],
    ];
    expect(() => bradleyTerry(apart)).toThrow('never compared');
    expect(() => bradleyTerry([[0, 1]])).toThrow('square');
  });
});
