import { describe, expect, it } from 'vitest';
import { clopperPearson } from './clopper-pearson';
import { normalSignTest } from './normal-approximations';
import { signTest } from './sign-test';
import { wilson } from './wilson';

/** Statistics note A1, computed with SciPy 1.17: wins, losses, exact p, mid-p, Wilson, Clopper-Pearson. */
const vectors = [
  [1, 0, 1, 0.5, 0.2065, 1, 0.025, 1],
  [0, 10, 0.00195312, 0.000976563, 0, 0.2775, 0, 0.3085],
  [8, 3, 0.226562, 0.145996, 0.4344, 0.9025, 0.3903, 0.9398],
  [15, 5, 0.0413895, 0.0266037, 0.5313, 0.8881, 0.509, 0.9134],
  [60, 40, 0.0568879, 0.0460441, 0.502, 0.6906, 0.4972, 0.6967],
  [173, 144, 0.115662, 0.10375, 0.4907, 0.5997, 0.4891, 0.6015],
  [520, 432, 0.00478135, 0.0043393, 0.5145, 0.5776, 0.514, 0.5782],
  [600, 400, 2.72846e-10, 2.26507e-10, 0.5693, 0.6299, 0.5689, 0.6305],
] as const;

describe('the exact sign test', () => {
  it.each(vectors)('reproduces SciPy at %i wins and %i losses', (w, l, exact, midP, wl, wu, cl, cu) => {
    const result = signTest(w, l);
    expect(result.pValue / exact).toBeCloseTo(1, 5);
    expect(result.midPValue / midP).toBeCloseTo(1, 5);
    expect(wilson(w, l).lower).toBeCloseTo(wl, 4);
    expect(wilson(w, l).upper).toBeCloseTo(wu, 4);
    expect(clopperPearson(w, l).lower).toBeCloseTo(cl, 4);
    expect(clopperPearson(w, l).upper).toBeCloseTo(cu, 4);
  });

  it('reproduces the published 173 / 144 to seven digits', () => {
    const { n, pValue, pValueWinsMore, midPValue } = signTest(173, 144);
    expect(n).toBe(317);
    expect(pValue).toBeCloseTo(0.1156619, 7);
    expect(pValueWinsMore).toBeCloseTo(0.0578309, 7);
    expect(midPValue).toBeCloseTo(0.1037497, 7);
    const normal = normalSignTest(173, 144);
    expect(normal.z).toBeCloseTo(1.6288, 4);
    expect(normal.pValue).toBeCloseTo(0.1034, 4);
    expect(normal.mcNemar).toBeCloseTo(2.653, 4);
    expect(normal.mcNemarWithContinuity).toBeCloseTo(2.4732, 4);
    expect(normal.pValueWithContinuity).toBeCloseTo(0.1158, 4);
  });

  it('is 1 when nothing was decided or the sides are equal, never above', () => {
    expect(signTest(0, 0)).toEqual({ n: 0, pValue: 1, pValueWinsMore: 1, midPValue: 1 });
    expect(signTest(7, 7).pValue).toBe(1);
    expect(normalSignTest(0, 0).pValue).toBe(1);
  });

  it('does not care which side is which, and keeps the digits of a tiny value', () => {
    expect(signTest(3, 8).pValue).toBe(signTest(8, 3).pValue);
    expect(signTest(1000, 0).pValue).toBeCloseTo(2 ** -999, 310);
    expect(signTest(1000, 0).pValue).toBeGreaterThan(0);
  });

  it('refuses counts that are no counts', () => {
    expect(() => signTest(1.5, 2)).toThrow('wins must be a non-negative integer');
    expect(() => signTest(1, -2)).toThrow('losses');
  });
});
