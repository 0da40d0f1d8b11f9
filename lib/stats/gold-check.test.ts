import { describe, expect, it } from 'vitest';
import { goldRule, goldRuleAt, goldSprt } from './gold-check';

describe('gold items (statistics note A6)', () => {
  it.each([
    [10, 5, 0.0016, 0.62],
    [15, 9, 0.0022, 0.85],
    [20, 13, 0.0024, 0.94],
    [30, 22, 0.0078, 0.997],
  ])('%i items flagged at %i right have the tabulated error rates', (items, flag, falseFlag, caught) => {
    const rule = goldRuleAt(items, flag);
    expect(rule.falseFlagRate).toBeCloseTo(falseFlag, 4);
    expect(rule.catchRate).toBeCloseTo(caught, items === 30 ? 3 : 2);
  });

  it('chooses the strictest flag that spares good judges', () => {
    for (const items of [5, 10, 15, 20, 30, 60]) {
      const rule = goldRule(items);
      expect(rule.falseFlagRate).toBeLessThanOrEqual(0.01);
      expect(goldRuleAt(items, rule.flagAtOrBelow + 1).falseFlagRate).toBeGreaterThan(0.01);
    }
    expect(goldRule(1)).toMatchObject({ flagAtOrBelow: -1, falseFlagRate: 0 });
    expect(() => goldRule(0)).toThrow('at least one');
  });

  it('the running check has the tabulated steps and bounds', () => {
    const state = goldSprt(0, 0);
    expect(state.winStep).toBeCloseTo(-0.405465, 6);
    expect(state.lossStep).toBeCloseTo(1.386294, 6);
    expect(state.upperBound).toBeCloseTo(4.553877, 6);
    expect(state.lowerBound).toBeCloseTo(-2.985682, 6);
    expect(goldSprt(8, 0).decision).toBe('null');
    expect(goldSprt(0, 4).decision).toBe('alternative');
  });
});
