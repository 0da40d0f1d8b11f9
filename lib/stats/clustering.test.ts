import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/lib/foundation/random';
import { hasReached, leadToStop } from './beta-binomial-e-process';
import {
  type Choice,
  clusterRobustTest,
  intraclassCorrelation,
  queryMajority,
  queryMeanScore,
  worthOfJudgment,
} from './clustering';
import { criticalWins } from './sign-test-power';

describe('one value per query', () => {
  it.each([
    [['win'], 'win'],
    [['win', 'loss'], 'tie'],
    [['win', 'tie'], 'win'],
    [['loss', 'loss', 'win'], 'loss'],
    [['tie', 'tie', 'loss'], 'loss'],
    [['tie'], 'tie'],
  ] as const)('%j is a %s', (choices, majority) => {
    expect(queryMajority(choices)).toBe(majority);
  });

  it('scores ties as one half', () => {
    expect(queryMeanScore(['win', 'tie', 'loss', 'win'])).toBe(0.625);
    expect(() => queryMajority([])).toThrow('no majority');
    expect(() => queryMeanScore([])).toThrow('no mean');
  });

  it('is worth what the design effect says', () => {
    expect(worthOfJudgment(3, 0.3)).toBeCloseTo(0.625, 12);
    expect(worthOfJudgment(3, 0.5)).toBeCloseTo(0.5, 12);
    expect(worthOfJudgment(1, 1)).toBe(1);
    expect(() => worthOfJudgment(0, 0.3)).toThrow();
  });
});

/** A null world: each query has its own leaning with mean 1/2, so that the judgments of a query correlate by `icc`. */
function nullWorld(queries: number, judges: number, icc: number, seed: number): Choice[][] {
  const random = seededRandom(seed);
  return Array.from({ length: queries }, () => {
    // Polya's urn draws exchangeable judgments with exactly this intraclass correlation.
    const weight = (1 - icc) / (2 * icc);
    let [wins, losses] = [weight, weight];
    return Array.from({ length: judges }, () => {
      const isWin = random.next() < wins / (wins + losses);
      if (isWin) wins++;
      else losses++;
      return isWin ? 'win' : 'loss';
    });
  });
}

function everReached(stream: readonly Choice[], leads: readonly (number | undefined)[]): boolean {
  let [n, balance] = [0, 0];
  return stream.some((choice) => {
    if (choice === 'tie') return false;
    n++;
    balance += choice === 'win' ? 1 : -1;
    return Math.abs(balance) >= (leads[n] ?? Number.POSITIVE_INFINITY);
  });
}

describe('the unit of analysis is the query (statistics note A8: 400 queries, three judges, ICC 0.3)', () => {
  const runs = 1500;
  const leads = Array.from({ length: 1201 }, (_, n) => (n === 0 ? undefined : leadToStop(n, 50)));
  const critical = criticalWins(1200);
  const count = { binomialOnJudgments: 0, eOnJudgments: 0, eOnMajorities: 0, clusterRobust: 0 };
  let icc = 0;
  for (let run = 0; run < runs; run++) {
    const world = nullWorld(400, 3, 0.3, run);
    const judgments = world.flat();
    const wins = judgments.filter((choice) => choice === 'win').length;
    if (Math.max(wins, 1200 - wins) >= critical) count.binomialOnJudgments++;
    if (everReached(judgments, leads)) count.eOnJudgments++;
    if (everReached(world.map(queryMajority), leads)) count.eOnMajorities++;
    const test = clusterRobustTest(world.map(queryMeanScore));
    if (test !== undefined && test.pValue <= 0.05) count.clusterRobust++;
    icc += intraclassCorrelation(world.map((query) => query.map((c) => (c === 'win' ? 1 : 0)))) as number;
  }

  it('the e-process on query majorities keeps its promise: 0.009 tabulated', () => {
    expect(count.eOnMajorities / runs).toBeLessThan(0.02);
  });

  it('the cluster-robust test is at its nominal 5 %', () => {
    expect(count.clusterRobust / runs).toBeGreaterThan(0.035);
    expect(count.clusterRobust / runs).toBeLessThan(0.07);
  });

  it('counting judgments is wrong, so that this test can notice it: 12 % and 11 % tabulated', () => {
    expect(count.binomialOnJudgments / runs).toBeGreaterThan(0.09);
    expect(count.eOnJudgments / runs).toBeGreaterThan(0.06);
  });

  it('the intraclass correlation is found again', () => {
    expect(icc / runs).toBeCloseTo(0.3, 2);
  });

  it('the leads used here are those of the e-process', () => {
    expect(leads[317]).toBe(57);
    expect(hasReached(0, 0.05)).toBe(false);
  });
});

describe('degenerate clusters', () => {
  it('give no test and no correlation', () => {
    expect(clusterRobustTest([])).toBeUndefined();
    expect(clusterRobustTest([0.5])).toBeUndefined();
    expect(clusterRobustTest([1, 1, 1])).toBeUndefined();
    expect(intraclassCorrelation([[1], [0]])).toBeUndefined();
    expect(
      intraclassCorrelation([
        [1, 1],
        [1, 1],
      ]),
    ).toBeUndefined();
    expect(
      intraclassCorrelation([
        [1, 1],
        [0, 0],
      ]),
    ).toBe(1);
  });
});
