import { describe, expect, it } from 'vitest';
import { benjaminiHochberg, benjaminiYekutieli } from './benjamini-hochberg';
import { blindingIndex } from './blinding-index';
import { eBh } from './e-bh';
import { holm } from './holm';

const family = [0.001, 0.008, 0.012, 0.021, 0.039, 0.042, 0.06, 0.074, 0.205, 0.212];

describe('families of p-values (statistics note A9)', () => {
  it.each([
    ['Holm', holm, [0.01, 0.072, 0.096, 0.147, 0.234, 0.234, 0.24, 0.24, 0.41, 0.41]],
    ['BH', benjaminiHochberg, [0.01, 0.04, 0.04, 0.0525, 0.07, 0.07, 0.085714, 0.0925, 0.212, 0.212]],
    [
      'BY',
      benjaminiYekutieli,
      [0.02929, 0.117159, 0.117159, 0.153771, 0.205028, 0.205028, 0.251054, 0.27093, 0.620941, 0.620941],
    ],
  ] as const)('%s reproduces the tabulated values, in any order', (_, adjust, expected) => {
    for (const [i, p] of adjust(family).entries()) expect(p).toBeCloseTo(expected[i] as number, 6);
    const reversed = adjust([...family].reverse()).reverse();
    for (const [i, p] of reversed.entries()) expect(p).toBeCloseTo(expected[i] as number, 6);
  });

  it('never exceed 1, never fall below the raw value, and accept an empty family', () => {
    for (const adjust of [holm, benjaminiHochberg, benjaminiYekutieli]) {
      expect(adjust([])).toEqual([]);
      for (const [i, p] of adjust([0.9, 0.5, 1, 0]).entries()) {
        expect(p).toBeLessThanOrEqual(1);
        expect(p).toBeGreaterThanOrEqual([0.9, 0.5, 1, 0][i] as number);
      }
      expect(() => adjust([0.1, 1.2])).toThrow('[0, 1]');
    }
  });
});

describe('e-BH', () => {
  it('rejects three of the tabulated e-values at 0.1', () => {
    const rejected = eBh([100, 45, 30, 12, 8, 3, 1, 0.5], 0.1);
    expect(rejected).toEqual([true, true, true, false, false, false, false, false]);
  });

  it('accepts infinite evidence, an empty family, and refuses negative evidence', () => {
    expect(eBh([Number.POSITIVE_INFINITY, 1])).toEqual([true, false]);
    expect(eBh([])).toEqual([]);
    expect(() => eBh([-1])).toThrow('0 or above');
  });

  it('with one hypothesis is the plain threshold', () => {
    expect(eBh([20])).toEqual([true]);
    expect(eBh([19.99])).toEqual([false]);
  });
});

describe("Bang's blinding index (statistics note B3)", () => {
  it('reproduces 60 right, 40 wrong, 20 unknown', () => {
    const result = blindingIndex(60, 40, 20);
    expect(result?.index).toBeCloseTo(0.1667, 4);
    expect(result?.standardError).toBeCloseTo(0.0819, 4);
    expect(result?.interval.lower).toBeCloseTo(0.006, 3);
    expect(result?.interval.upper).toBeCloseTo(0.327, 3);
    expect(result?.isUnblinded).toBe(true);
  });

  it('is 1 when all know, -1 when all are wrong, and nothing without guesses', () => {
    expect(blindingIndex(5, 0, 0)?.index).toBe(1);
    expect(blindingIndex(0, 5, 0)?.index).toBe(-1);
    expect(blindingIndex(0, 0, 5)).toMatchObject({ index: 0, standardError: 0, isUnblinded: false });
    expect(blindingIndex(0, 0, 0)).toBeUndefined();
  });
});
