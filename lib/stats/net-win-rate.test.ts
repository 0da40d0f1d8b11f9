import { describe, expect, it } from 'vitest';
import { davidson } from './davidson';
import { netWinRate } from './net-win-rate';
import { raoKupper } from './rao-kupper';
import { signTest } from './sign-test';
import { trinomialTest } from './trinomial-test';

describe('methods that keep the ties, at 173 / 144 / 72 (statistics note A2)', () => {
  it('the mean score and the net win rate with their t interval', () => {
    const result = netWinRate(173, 144, 72);
    expect(result?.meanScore).toBeCloseTo(0.53728, 5);
    expect(result?.standardDeviation).toBeCloseTo(0.4504, 5);
    expect(result?.meanScoreInterval?.lower).toBeCloseTo(0.49238, 5);
    expect(result?.meanScoreInterval?.upper).toBeCloseTo(0.58217, 5);
    expect(result?.t).toBeCloseTo(1.6323, 4);
    expect(result?.pValue).toBeCloseTo(0.10343, 5);
    expect(result?.netWinRate).toBeCloseTo(0.07455, 5);
    expect(result?.interval?.lower).toBeCloseTo(-0.0152, 4);
    expect(result?.interval?.upper).toBeCloseTo(0.1643, 4);
  });

  it('the trinomial test', () => {
    expect(trinomialTest(173, 144, 72).pValueWinsMore).toBeCloseTo(0.054711, 6);
    expect(trinomialTest(173, 144, 72).pValue).toBeCloseTo(0.109422, 6);
    expect(trinomialTest(8, 3, 4).pValueWinsMore).toBeCloseTo(0.087795, 6);
    expect(trinomialTest(8, 3, 4).pValue).toBeCloseTo(0.17559, 6);
  });

  it('Davidson and Rao-Kupper', () => {
    expect(davidson(173, 144, 72).strengthRatio).toBeCloseTo(1.201389, 6);
    expect(davidson(173, 144, 72).tieParameter).toBeCloseTo(0.456172, 6);
    expect(raoKupper(173, 144, 72).strengthRatio).toBeCloseTo(1.167342, 6);
    expect(raoKupper(173, 144, 72).tieParameter).toBeCloseTo(1.45749, 6);
  });

  it('shows why half of the ties must not go to each side of a binomial test', () => {
    expect(signTest(173 + 36, 144 + 36).pValue).toBeCloseTo(0.15562, 5);
  });
});

describe('degenerate counts', () => {
  it('nothing observed gives no rate and no evidence', () => {
    expect(netWinRate(0, 0, 0)).toBeUndefined();
    expect(trinomialTest(0, 0, 0)).toEqual({ pValueWinsMore: 1, pValue: 1 });
  });

  it('equal scores give a rate without an interval', () => {
    expect(netWinRate(0, 0, 9)).toMatchObject({ netWinRate: 0, interval: undefined, pValue: undefined });
    expect(netWinRate(4, 0, 0)).toMatchObject({ netWinRate: 1, interval: undefined });
    expect(trinomialTest(0, 0, 9).pValue).toBe(1);
  });

  it('the trinomial test without ties is the sign test', () => {
    expect(trinomialTest(8, 3, 0).pValue).toBeCloseTo(signTest(8, 3).pValue, 12);
  });

  it('a side that never won has no finite strength', () => {
    expect(davidson(5, 0, 1).strengthRatio).toBeUndefined();
    expect(raoKupper(0, 5, 1).tieParameter).toBeUndefined();
  });

  it('Rao-Kupper parameters reproduce the observed shares', () => {
    const { strengthRatio: ratio = Number.NaN, tieParameter: theta = Number.NaN } = raoKupper(30, 20, 10);
    expect(ratio / (ratio + theta)).toBeCloseTo(30 / 60, 12);
    expect(1 / (1 + theta * ratio)).toBeCloseTo(20 / 60, 12);
  });
});
