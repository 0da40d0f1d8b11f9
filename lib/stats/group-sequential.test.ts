import { describe, expect, it } from 'vitest';
import { groupSequentialBounds, groupSequentialPlan, planPower } from './group-sequential';
import { latticeStopping, stopsAtLead } from './lattice';

const equal = (looks: number) => Array.from({ length: looks }, (_, i) => i + 1);

describe('group sequential constants (statistics note A4)', () => {
  it.each([
    [2, 1.9774, 2.1783],
    [3, 2.004, 2.2895],
    [4, 2.0243, 2.3613],
    [5, 2.0401, 2.4132],
  ])("O'Brien-Fleming and Pocock at %i looks", (looks, obrienFleming, pocock) => {
    expect(groupSequentialBounds(equal(looks), 'obrien-fleming').at(-1)).toBeCloseTo(obrienFleming, 4);
    for (const bound of groupSequentialBounds(equal(looks), 'pocock')) expect(bound).toBeCloseTo(pocock, 4);
  });

  it.each([[[3.7103, 2.5114, 1.993]], [[4.3326, 2.9631, 2.359, 2.0141]], [[4.8769, 3.357, 2.6803, 2.2898, 2.031]]])(
    'Lan-DeMets spending %j',
    (expected) => {
      const bounds = groupSequentialBounds(equal(expected.length), 'lan-demets');
      for (const [k, bound] of bounds.entries()) expect(bound).toBeCloseTo(expected[k] as number, 4);
    },
  );

  it('refuses looks that do not increase', () => {
    expect(() => groupSequentialBounds([100, 100], 'pocock')).toThrow('increasing');
    expect(() => groupSequentialBounds([], 'pocock')).toThrow('increasing');
  });
});

/** Looks, leads, exact alpha, power and mean n at 0.54574, power and mean n at 0.55. */
const tabulated = [
  [[250, 500, 750, 1000], [70, 68, 66, 66], 0.04581, 0.808, 818, 0.873, 782],
  [[200, 400, 600, 800, 1000], [70, 68, 66, 66, 66], 0.04789, 0.811, 794, 0.875, 756],
  [[330, 660, 990, 1320], [80, 78, 76, 76], 0.04485, 0.902, 1005, 0.945, 950],
  [[264, 528, 792, 1056, 1320], [80, 78, 76, 76, 76], 0.04687, 0.903, 970, 0.946, 913],
  [[264, 528, 792, 1056, 1320], [40, 56, 70, 80, 90], 0.0487, 0.848, 806, 0.908, 733],
] as const;

describe('plans in whole numbers', () => {
  it.each(tabulated)(
    'looks %j at leads %j have the tabulated error and power',
    (looks, leads, alpha, p1, m1, p2, m2) => {
      const table = new Map(looks.map((n, k) => [n, leads[k] as number]));
      const ceiling = looks.at(-1) as number;
      const exactAlpha = latticeStopping(0.5, ceiling, stopsAtLead(table)).stoppedBy[ceiling] as number;
      expect(exactAlpha).toBeCloseTo(alpha, 5);
      const plan = { looks: [...looks], leads: [...leads], exactAlpha };
      expect(planPower(plan, 173 / 317).power).toBeCloseTo(p1, 3);
      expect(Math.round(planPower(plan, 173 / 317).meanObservations)).toBe(m1);
      expect(planPower(plan, 0.55).power).toBeCloseTo(p2, 3);
      expect(Math.round(planPower(plan, 0.55).meanObservations)).toBe(m2);
    },
  );

  it('finds the recommended template: five looks to 1,320 decided queries, leads 80 78 76 76 76', () => {
    const plan = groupSequentialPlan([264, 528, 792, 1056, 1320]);
    expect(plan.leads).toEqual([80, 78, 76, 76, 76]);
    expect(plan.exactAlpha).toBeCloseTo(0.04687, 5);
  });

  it('corrects the rounded textbook bounds, whose exact error at 250 / 500 / 750 / 1000 is 5.16 %', () => {
    const rounded = new Map([250, 500, 750, 1000].map((n, k) => [n, [70, 68, 66, 64][k] as number]));
    const error = latticeStopping(0.5, 1000, stopsAtLead(rounded)).stoppedBy[1000];
    expect(error).toBeCloseTo(0.0516, 4);
    expect(groupSequentialPlan([250, 500, 750, 1000]).leads).toEqual([70, 68, 66, 66]);
  });

  it.each([
    [[30, 60], 'lan-demets'],
    [[17, 40, 90], 'pocock'],
    [[50, 100, 150, 200, 250], 'obrien-fleming'],
    [[101, 202, 303], 'lan-demets'],
    [[330, 660, 990, 1320], 'lan-demets'],
    [[264, 528, 792, 1056, 1320], 'pocock'],
    [[2, 4, 8], 'pocock'],
  ] as const)('the exact error of looks %j with a %s shape stays at most one in twenty', (looks, shape) => {
    const plan = groupSequentialPlan(looks, shape);
    expect(plan.exactAlpha).toBeLessThanOrEqual(0.05);
    for (const [k, n] of looks.entries()) expect(Math.abs((plan.leads[k] as number) - n) % 2).toBe(0);
  });
});
