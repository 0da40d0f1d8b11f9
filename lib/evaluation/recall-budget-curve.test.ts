import { describe, expect, it } from 'vitest';
import { curveBudgets, recallBudgetCurve, relevantRanks, smallestBudgetForRecall } from './recall-budget-curve';

const qrels = new Map([
  [
    'q1',
    new Map([
      ['a', 1],
      ['b', 1],
      ['z', 0],
    ]),
  ],
  ['q2', new Map([['c', 1]])],
  ['q3', new Map([['d', 0]])],
]);
const candidates = new Map([
  ['q1', ['x', 'a', 'y', 'b']],
  ['q2', ['c']],
]);

describe('recall-budget curve', () => {
  it('spreads budgets evenly on a logarithmic axis and keeps the published ones', () => {
    const budgets = curveBudgets();
    expect(budgets).toEqual(expect.arrayContaining([1, 5, 10, 20, 60, 100, 1000]));
    expect([budgets[0], budgets.at(-1)]).toEqual([1, 1000]);
    expect(budgets.length).toBeLessThan(50);
    expect(curveBudgets(7).at(-1)).toBe(7);
    expect(() => curveBudgets(0)).toThrow(/retrieval budget/);
  });

  it('is the mean over queries with relevant documents and says how many there are', () => {
    const ranks = relevantRanks(candidates, qrels);
    expect(ranks).toEqual([
      { queryId: 'q1', ranks: [2, 4], relevant: 2 },
      { queryId: 'q2', ranks: [1], relevant: 1 },
    ]);
    const curve = recallBudgetCurve(ranks, qrels.size, [1, 2, 4]);
    expect(curve.points.map((point) => point.mean)).toEqual([0.5, 0.75, 1]);
    expect([curve.queries, curve.judgedQueries]).toEqual([2, 3]);
  });

  it('counts a query without candidates as found nothing', () => {
    expect(relevantRanks(new Map(), qrels).map((query) => query.ranks)).toEqual([[], []]);
  });

  it('has no point for a single query', () => {
    expect(recallBudgetCurve([{ queryId: 'q', ranks: [1], relevant: 1 }], 1).points).toEqual([]);
  });

  it('takes the smallest budget whose lower bound, not whose mean, reaches the target', () => {
    const queries = Array.from({ length: 200 }, (_, i) => ({ queryId: `q${i}`, ranks: [(i % 50) + 1], relevant: 1 }));
    const found = smallestBudgetForRecall(queries, 0.8, 100);
    expect(found.isReached).toBe(true);
    if (!found.isReached) return;
    expect(found.budget).toBeGreaterThan(40);
    expect(found.point.lower).toBeGreaterThanOrEqual(0.8);
    expect(recallBudgetCurve(queries, 200, [found.budget - 1]).points[0]?.lower).toBeLessThan(0.8);
  });

  it('says that a target is not reached, with what is reached at most', () => {
    const queries = [1, 2, 3].map((i) => ({ queryId: `q${i}`, ranks: [1], relevant: 2 }));
    const found = smallestBudgetForRecall(queries, 0.9, 50);
    expect(found).toMatchObject({ isReached: false, largest: { budget: 50, mean: 0.5 } });
    expect(smallestBudgetForRecall([], 0.9, 50)).toEqual({ isReached: false, largest: undefined });
    expect(() => smallestBudgetForRecall(queries, 0)).toThrow(/target/);
  });
});
