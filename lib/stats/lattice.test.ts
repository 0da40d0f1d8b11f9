import { describe, expect, it } from 'vitest';
import { leadToStop } from './beta-binomial-e-process';
import { latticeStopping, stopsAtLead } from './lattice';
import { criticalWins, type Sides } from './sign-test-power';

/** Leads of the e-process for every n up to the ceiling: the rule a live study is stopped by. */
function eProcessLeads(ceiling: number, prior: number, sides: Sides = 'two-sided') {
  const table = new Map<number, number>();
  for (let n = 1; n <= ceiling; n++) {
    const lead = leadToStop(n, prior, 0.05, sides);
    if (lead !== undefined) table.set(n, lead);
  }
  return table;
}

/** Leads of the ordinary exact test, looked at from `from` on, every `every` judgments. */
function naiveLeads(ceiling: number, from: number, every: number) {
  const table = new Map<number, number>();
  for (let n = from; n <= ceiling; n += every) table.set(n, 2 * criticalWins(n) - n);
  return table;
}

const rateAt = (leads: Map<number, number>, sides: Sides = 'two-sided') => {
  const { stoppedBy } = latticeStopping(0.5, 2000, stopsAtLead(leads, sides));
  return [100, 317, 1000, 2000].map((n) => stoppedBy[n] as number);
};

describe('exact false-positive rates, looking after every judgment (statistics note A3)', () => {
  it.each([
    [1, [0.0276, 0.0326, 0.0357, 0.037]],
    [10, [0.0116, 0.0236, 0.0323, 0.036]],
    [50, [0.0006, 0.0078, 0.0203, 0.027]],
  ])('the e-process with Beta(%i) has the tabulated rates', (prior, expected) => {
    for (const [i, rate] of rateAt(eProcessLeads(2000, prior)).entries()) {
      expect(rate).toBeCloseTo(expected[i] as number, 4);
    }
  });

  it('the one-sided e-process has the tabulated rates', () => {
    const rates = rateAt(eProcessLeads(2000, 50, 'one-sided'), 'one-sided');
    for (const [i, rate] of [0.0014, 0.0106, 0.023, 0.0292].entries()) expect(rates[i]).toBeCloseTo(rate, 4);
  });

  it.each([
    ['after each from the first', 1, 1, [0.227, 0.321, 0.408, 0.456]],
    ['after each from the twentieth', 20, 1, [0.18, 0.28, 0.372, 0.424]],
    ['every 50', 50, 50, [0.058, 0.126, 0.215, 0.27]],
    ['every 100', 100, 100, [0.035, 0.086, 0.167, 0.222]],
  ])('the ordinary test looked at %s fails as tabulated', (_, from, every, expected) => {
    for (const [i, rate] of rateAt(naiveLeads(2000, from, every)).entries()) {
      expect(rate).toBeCloseTo(expected[i] as number, 3);
    }
  });
});

describe('the stopping rule that ships', () => {
  it('never stops a study without a preference in more than 5 % of cases, up to 5,000 queries', () => {
    const { stoppedBy } = latticeStopping(0.5, 5000, stopsAtLead(eProcessLeads(5000, 50)));
    expect(stoppedBy[5000]).toBeLessThanOrEqual(0.05);
    expect(stoppedBy[5000]).toBeGreaterThan(0.027);
  });

  it('is guarded by a check that catches the naive rule: at least 30 % false stops at 317', () => {
    const { stoppedBy } = latticeStopping(0.5, 317, stopsAtLead(naiveLeads(317, 1, 1)));
    expect(stoppedBy[317]).toBeGreaterThanOrEqual(0.3);
  });

  /** Statistics note A3: n for 80 % and 90 % power and the mean n used when capped there, Beta(50,50). */
  it.each([
    [0.54, 2002, 1165, 2576, 1248, 1680, 939, 2216, 1016],
    [173 / 317, 1520, 897, 1948, 959, 1276, 725, 1676, 783],
    [0.55, 1269, 757, 1624, 809, 1065, 613, 1395, 661],
    [0.575, 575, 365, 722, 386, 486, 300, 621, 319],
    [0.6, 342, 228, 419, 239, 291, 189, 359, 199],
  ])('reaches the tabulated power at a true share of %f', (p, n80, m80, n90, m90, o80, om80, o90, om90) => {
    for (const [sides, target, n, mean] of [
      ['two-sided', 0.8, n80, m80],
      ['two-sided', 0.9, n90, m90],
      ['one-sided', 0.8, o80, om80],
      ['one-sided', 0.9, o90, om90],
    ] as const) {
      const { stoppedBy, meanObservations } = latticeStopping(p, n, stopsAtLead(eProcessLeads(n, 50, sides), sides));
      expect(stoppedBy[n]).toBeGreaterThanOrEqual(target);
      expect(stoppedBy[n - 1]).toBeLessThan(target);
      expect(Math.abs(meanObservations - mean)).toBeLessThanOrEqual(1);
    }
  });
});

describe('the lattice programme', () => {
  it('loses no probability: a rule that always stops stops everything at the first look', () => {
    const { stoppedBy, meanObservations } = latticeStopping(0.3, 10, () => true);
    expect(stoppedBy[1]).toBeCloseTo(1, 12);
    expect(meanObservations).toBeCloseTo(1, 12);
  });

  it('a rule that never stops uses all observations', () => {
    const { stoppedBy, meanObservations } = latticeStopping(0.3, 25, () => false);
    expect(stoppedBy[25]).toBe(0);
    expect(meanObservations).toBe(25);
  });
});
