import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/lib/foundation/random';
import { confirmChoice, splitQueries } from './held-out-confirmation';
import { bestSet } from './indistinguishable-cells';

function cellsWithMeans(means: readonly number[], queries: number, noise: number, seed: number): number[][] {
  const random = seededRandom(seed);
  const difficulty = Array.from({ length: queries }, () => random.normal() * 0.2);
  return means.map((mean) => difficulty.map((d) => Math.min(1, Math.max(0, mean + d + random.normal() * noise))));
}

describe('bestSet', () => {
  it('keeps cells that cannot be told from the best, drops clear losers, and takes the cheapest of the set', () => {
    const rows = cellsWithMeans([0.6, 0.598, 0.3], 200, 0.05, 1);
    const result = bestSet(rows, [10, 2, 1], { seed: 1 });
    expect(result.set).toEqual([0, 1]);
    expect(result.cheapest).toBe(1);
    expect(result.p[result.best]).toBe(1);
    expect(bestSet(rows, [10, 2, 1], { seed: 1 })).toEqual(result);
  });

  it('holds every cell when there is one query only or all scores are equal', () => {
    expect(bestSet([[1], [0], [0.5]], [1, 1, 1], { seed: 1 }).set).toEqual([0, 1, 2]);
    expect(
      bestSet(
        [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
        [2, 1],
        { seed: 1 },
      ),
    ).toMatchObject({ best: 0, set: [0, 1], cheapest: 1 });
    expect(bestSet([[0.5]], [1], { seed: 1 })).toMatchObject({ best: 0, set: [0], cheapest: 0 });
  });

  it('contains the truly best cell in at least 95 % of worlds of equal cells', () => {
    let missing = 0;
    for (let world = 0; world < 100; world++) {
      const rows = cellsWithMeans([0.5, 0.5, 0.5, 0.5], 30, 0.2, world);
      if (!bestSet(rows, [1, 1, 1, 1], { seed: world }).set.includes(0)) missing += 1;
    }
    expect(missing / 100).toBeLessThan(0.06);
  });

  it('refuses an empty grid and costs that do not match', () => {
    expect(() => bestSet([], [], { seed: 1 })).toThrow(/No cell/);
    expect(() => bestSet([[]], [1], { seed: 1 })).toThrow(/No cell/);
    expect(() => bestSet([[1]], [], { seed: 1 })).toThrow(/cost/);
  });
});

describe('held-out confirmation', () => {
  const ids = Array.from({ length: 400 }, (_, i) => `q${i}`);

  it('splits without overlap, near the asked share, and keeps each query on its side when others come', () => {
    const split = splitQueries(ids, 0.3, 7);
    expect([...split.selection, ...split.confirmation].sort()).toEqual([...ids].sort());
    expect(split.confirmation.length / ids.length).toBeCloseTo(0.3, 1);
    const grown = splitQueries([...ids, 'new'], 0.3, 7);
    expect(grown.confirmation.filter((id) => id !== 'new')).toEqual(split.confirmation);
    expect(() => splitQueries(ids, 1, 7)).toThrow(/between 0 and 1/);
  });

  it('takes the winner’s luck away: the confirmed mean of the luckiest of equal cells is lower on average', () => {
    let selected = 0;
    let confirmed = 0;
    const split = splitQueries(ids, 0.5, 3);
    for (let world = 0; world < 40; world++) {
      const rows = cellsWithMeans(new Array<number>(12).fill(0.5), ids.length, 0.3, world);
      const byId = rows.map((row) => new Map(ids.map((id, i) => [id, row[i] as number])));
      const meanOn = (cell: Map<string, number>) =>
        split.selection.reduce((sum, id) => sum + (cell.get(id) as number), 0) / split.selection.length;
      const winner = byId.reduce((top, cell) => (meanOn(cell) > meanOn(top) ? cell : top));
      const baseline = byId[0] as Map<string, number>;
      const result = confirmChoice(split, winner, baseline, 1);
      selected += result.selectionMean - meanOn(baseline);
      confirmed += result.againstBaseline?.mean ?? 0;
    }
    expect(selected / 40).toBeGreaterThan(0.01);
    expect(confirmed / 40).toBeLessThan(selected / 80);
  });

  it('confirms a real gain, refutes a loss and stays open otherwise', () => {
    const split = splitQueries(ids, 0.5, 1);
    const around = (mean: number, seed: number) => {
      const random = seededRandom(seed);
      return new Map(ids.map((id) => [id, Math.min(1, Math.max(0, mean + random.normal() * 0.1))]));
    };
    const verdictOf = (mean: number, seed: number) =>
      confirmChoice(split, around(mean, seed), around(0.5, seed + 1000), 1).verdict;
    expect([verdictOf(0.6, 1), verdictOf(0.4, 1)]).toEqual(['confirmed', 'refuted']);
    const open = Array.from({ length: 40 }, (_, seed) => verdictOf(0.5, seed)).filter((verdict) => verdict === 'open');
    expect(open.length).toBeGreaterThanOrEqual(34);
    expect(confirmChoice(split, around(0.5, 1), undefined, 1).verdict).toBe('no-baseline');
    expect(() => confirmChoice({ selection: ['q1'], confirmation: [] }, around(0.5, 1), undefined, 1)).toThrow(
      /Too few/,
    );
  });
});
