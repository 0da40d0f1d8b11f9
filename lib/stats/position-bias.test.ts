import { describe, expect, it } from 'vitest';
import { chiSquare2x2, fisherExact } from './fisher-exact';
import { positionBias } from './position-bias';

describe('position bias (statistics note A7)', () => {
  it('reproduces the vector 95 / 160 and 78 / 157', () => {
    const result = positionBias({ wins: 95, decided: 160 }, { wins: 78, decided: 157 });
    expect(result?.preferenceLogOdds).toBeCloseTo(0.183375, 6);
    expect(result?.biasLogOdds).toBeCloseTo(0.196114, 6);
    expect(result?.standardError).toBeCloseTo(0.113346, 6);
    expect(result?.z).toBeCloseTo(1.7302, 4);
    expect(result?.pValue).toBeCloseTo(0.08359, 5);
    expect(result?.exactPValue).toBeCloseTo(0.091292, 6);
    expect(result?.biasFreePreference).toBeCloseTo(0.545716, 6);
    expect([result?.leftWins, result?.decided]).toEqual([174, 317]);
    const table = [
      [95, 65],
      [78, 79],
    ] as const;
    expect(chiSquare2x2(table).statistic).toBeCloseTo(3.003509, 6);
  });

  it('shows a judge who always presses left at once', () => {
    const result = positionBias({ wins: 20, decided: 20 }, { wins: 0, decided: 20 });
    expect(result?.isCorrected).toBe(true);
    expect(result?.leftWins).toBe(40);
    expect(result?.exactPValue).toBeLessThan(1e-9);
    expect(result?.biasFreePreference).toBeCloseTo(0.5, 12);
  });

  it('has no answer when one side was never used, and refuses impossible counts', () => {
    expect(positionBias({ wins: 3, decided: 5 }, { wins: 0, decided: 0 })).toBeUndefined();
    expect(() => positionBias({ wins: 6, decided: 5 }, { wins: 0, decided: 1 })).toThrow('cannot exceed');
  });
});

describe("Fisher's exact test", () => {
  it.each([
    // SciPy 1.17 fisher_exact; the first is the lady tasting tea
    [
      [
        [3, 1],
        [1, 3],
      ],
      0.4857142857142857,
    ],
    [
      [
        [8, 2],
        [1, 5],
      ],
      0.03496503496503495,
    ],
    [
      [
        [0, 10],
        [10, 0],
      ],
      1.082508822446903e-5,
    ],
    [
      [
        [100, 90],
        [80, 120],
      ],
      0.014713291217011721,
    ],
  ] as const)('of %j', (table, expected) => {
    expect(fisherExact(table)).toBeCloseTo(expected, 10);
  });

  it('is 1 when a margin is empty', () => {
    expect(
      fisherExact([
        [0, 0],
        [3, 4],
      ]),
    ).toBe(1);
    expect(
      fisherExact([
        [0, 0],
        [0, 0],
      ]),
    ).toBe(1);
    expect(
      chiSquare2x2([
        [0, 0],
        [3, 4],
      ]),
    ).toEqual({ statistic: 0, pValue: 1 });
  });
});
