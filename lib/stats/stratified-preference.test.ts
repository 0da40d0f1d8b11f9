import { describe, expect, it } from 'vitest';
import { cochranMantelHaenszel } from './cochran-mantel-haenszel';
import { normalSignTest } from './normal-approximations';
import { stratifiedPreference } from './stratified-preference';

describe('preference by stratum (statistics note A9)', () => {
  const strata = [
    { wins: 60, losses: 40, weight: 0.5 },
    { wins: 50, losses: 50, weight: 0.3 },
    { wins: 63, losses: 54, weight: 0.2 },
  ];

  it('reproduces heterogeneity, the post-stratified share and the stratified sign test', () => {
    const result = stratifiedPreference(strata);
    expect(result?.heterogeneity.g2).toBeCloseTo(2.063385, 6);
    expect(result?.heterogeneity.pValue).toBeCloseTo(0.356403, 6);
    expect(result?.heterogeneity.x2).toBeCloseTo(2.056522, 6);
    expect(result?.postStratifiedShare).toBeCloseTo(0.557692, 6);
    expect(result?.standardError).toBeCloseTo(0.030166, 6);
    expect(result?.interval.lower).toBeCloseTo(0.498569, 5);
    expect(result?.interval.upper).toBeCloseTo(0.616818, 5);
    expect(result?.stratifiedSignZ).toBeCloseTo(1.628802, 6);
    expect(result?.hasSimpsonReversal).toBe(false);
  });

  it('equals the pooled sign test under one half in every stratum: strata buy no power', () => {
    expect(stratifiedPreference(strata)?.stratifiedSignZ).toBeCloseTo(normalSignTest(173, 144).z, 12);
  });

  it("warns of Simpson's paradox", () => {
    const reversed = stratifiedPreference([
      { wins: 90, losses: 60, weight: 0.1 },
      { wins: 20, losses: 30, weight: 0.9 },
    ]);
    expect(reversed?.pooledShare).toBeGreaterThan(0.5);
    expect(reversed?.postStratifiedShare).toBeLessThan(0.5);
    expect(reversed?.hasSimpsonReversal).toBe(true);
  });

  it('has no answer while a stratum with weight is empty, and one stratum is not heterogeneous', () => {
    expect(stratifiedPreference([{ wins: 0, losses: 0, weight: 1 }])).toBeUndefined();
    expect(stratifiedPreference([{ wins: 3, losses: 1, weight: 2 }])?.heterogeneity.pValue).toBe(1);
    expect(() => stratifiedPreference([])).toThrow('positive weight');
  });
});

describe('Cochran, Mantel and Haenszel', () => {
  /** Berkeley admissions 1973 by department: men admitted and rejected, women admitted and rejected (R's UCBAdmissions). */
  const departments = [
    [
      [512, 313],
      [89, 19],
    ],
    [
      [353, 207],
      [17, 8],
    ],
    [
      [120, 205],
      [202, 391],
    ],
    [
      [138, 279],
      [131, 244],
    ],
    [
      [53, 138],
      [94, 299],
    ],
    [
      [22, 351],
      [24, 317],
    ],
  ] as const;

  it('reproduces the Berkeley admissions', () => {
    const result = cochranMantelHaenszel(departments);
    expect(result?.statistic).toBeCloseTo(1.524607, 6);
    expect(result?.pValue).toBeCloseTo(0.216924, 6);
    expect(result?.statisticWithContinuity).toBeCloseTo(1.426946, 6);
    expect(result?.pValueWithContinuity).toBeCloseTo(0.232263, 6);
    expect(result?.commonOddsRatio).toBeCloseTo(0.904697, 6);
    expect(result?.interval?.lower).toBeCloseTo(0.771907, 5);
    expect(result?.interval?.upper).toBeCloseTo(1.06033, 5);
    expect(result?.homogeneity?.breslowDay).toBeCloseTo(18.825514, 5);
    expect(result?.homogeneity?.tarone).toBeCloseTo(18.825501, 5);
    expect(result?.homogeneity?.degreesOfFreedom).toBe(5);
    expect(result?.homogeneity?.pValue).toBeCloseTo(0.002071, 6);
  });

  it('leaves out strata that say nothing and has no answer when none is left', () => {
    const withEmpty = cochranMantelHaenszel([
      ...departments,
      [
        [0, 0],
        [5, 5],
      ],
    ]);
    expect(withEmpty?.statistic).toBeCloseTo(1.524607, 6);
    expect(
      cochranMantelHaenszel([
        [
          [0, 0],
          [5, 5],
        ],
      ]),
    ).toBeUndefined();
    expect(
      cochranMantelHaenszel([
        [
          [4, 0],
          [0, 4],
        ],
      ])?.commonOddsRatio,
    ).toBeUndefined();
  });
});
