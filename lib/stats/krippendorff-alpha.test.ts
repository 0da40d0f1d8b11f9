import { describe, expect, it } from 'vitest';
import { fleissKappa } from './fleiss-kappa';
import { gwetAc1 } from './gwet-ac1';
import { krippendorffAlpha } from './krippendorff-alpha';

/** Rows of judges with `.` for missing, turned into units. */
function unitsOf(...rows: string[]): number[][] {
  const table = rows.map((row) => row.split(' '));
  return (table[0] ?? []).map((_, unit) =>
    table
      .map((row) => row[unit] as string)
      .filter((v) => v !== '.')
      .map(Number),
  );
}

const fourCoders = unitsOf(
  '1 2 3 3 2 1 4 1 2 . . .',
  '1 2 3 3 2 2 4 1 2 5 . 3',
  '. 3 3 3 2 3 4 2 2 5 1 .',
  '1 2 3 3 2 4 4 1 2 5 1 .',
);
const threeCoders = unitsOf(
  '. . . . . 3 4 1 2 1 1 3 3 . 3',
  '1 . 2 1 3 3 4 3 . . . . . . .',
  '. . 2 1 3 4 4 . 2 1 1 3 3 . 4',
);

describe("Krippendorff's alpha (statistics note A6)", () => {
  it.each([
    ['four coders', fourCoders, 0.743421, 0.815388, 0.849107],
    ['three coders', threeCoders, 0.691358, 0.806721, 0.810845],
  ] as const)('%s', (_, units, nominal, ordinal, interval) => {
    expect(krippendorffAlpha(units)).toBeCloseTo(nominal, 6);
    expect(krippendorffAlpha(units, 'ordinal')).toBeCloseTo(ordinal, 6);
    expect(krippendorffAlpha(units, 'interval')).toBeCloseTo(interval, 6);
  });

  it('has no value when nothing can be paired or nothing differs', () => {
    expect(krippendorffAlpha([])).toBeUndefined();
    expect(krippendorffAlpha([[1], [2]])).toBeUndefined();
    expect(
      krippendorffAlpha([
        [1, 1],
        [1, 1],
      ]),
    ).toBeUndefined();
  });

  it('is 1 for perfect agreement and does not depend on the order of units or judges', () => {
    expect(
      krippendorffAlpha([
        [1, 1],
        [2, 2],
        [1, 1],
      ]),
    ).toBe(1);
    const reversed = fourCoders.map((unit) => [...unit].reverse()).reverse();
    expect(krippendorffAlpha(reversed)).toBeCloseTo(0.743421, 6);
  });
});

/** Fleiss' textbook example: 10 subjects, 14 raters, 5 categories. */
const textbook = [
  [0, 0, 0, 0, 14],
  [0, 2, 6, 4, 2],
  [0, 0, 3, 5, 6],
  [0, 3, 9, 2, 0],
  [2, 2, 8, 1, 1],
  [7, 7, 0, 0, 0],
  [3, 2, 6, 3, 0],
  [2, 5, 3, 2, 2],
  [6, 5, 2, 1, 0],
  [0, 2, 2, 3, 7],
];

describe("Fleiss' kappa and Gwet's AC1", () => {
  it('reproduce the textbook table', () => {
    expect(fleissKappa(textbook)?.kappa).toBeCloseTo(0.209931, 6);
    expect(fleissKappa(textbook)?.observedAgreement).toBeCloseTo(0.378022, 6);
    expect(fleissKappa(textbook)?.chanceAgreement).toBeCloseTo(0.212755, 6);
    expect(gwetAc1(textbook)).toBeCloseTo(0.225614, 6);
  });

  it('disagree in the prevalence paradox, which is why both are shown', () => {
    const paradox = [...Array.from({ length: 90 }, () => [2, 0]), ...Array.from({ length: 10 }, () => [1, 1])];
    expect(fleissKappa(paradox)?.kappa).toBeCloseTo(-0.0526, 4);
    expect(gwetAc1(paradox)).toBeCloseTo(0.8895, 4);
  });

  it('have no value without units, and kappa none when everybody always says the same', () => {
    expect(fleissKappa([])).toBeUndefined();
    expect(gwetAc1([])).toBeUndefined();
    expect(
      fleissKappa([
        [3, 0],
        [3, 0],
      ])?.kappa,
    ).toBeUndefined();
  });

  it('refuse a table with unequal numbers of judgments', () => {
    expect(() =>
      fleissKappa([
        [2, 0],
        [3, 0],
      ]),
    ).toThrow('same number');
    expect(() => gwetAc1([[1, 0]])).toThrow('at least two');
  });
});
