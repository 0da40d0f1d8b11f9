import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/lib/foundation/random';
import { clopperPearson } from '@/lib/stats/clopper-pearson';
import { adviseCell, type CellEvaluator, regretOf } from './advise-cell';
import { quickLook } from './quick-look';

const side = 5;
const queryCount = 150;
const queryIds = Array.from({ length: queryCount }, (_, q) => `q${q}`);

/** A 5 x 5 grid of nDCG-like scores; documents are shared between embedders, so each row adds new pairs. */
function makeWorld(seed: number, spread: number, interaction: number) {
  const random = seededRandom(seed);
  const effects = () => Array.from({ length: side }, () => (random.next() - 0.5) * 2 * spread);
  const [rows, columns] = [effects(), effects()];
  const means = rows.flatMap((row) => columns.map((column) => 0.55 + row + column + random.normal() * interaction));
  const scores = means.map(() => new Float64Array(queryCount));
  for (let q = 0; q < queryCount; q++) {
    const difficulty = random.normal() * 0.25;
    for (const [i, mean] of means.entries()) {
      const raw = Math.min(1, Math.max(0, mean + difficulty + random.normal() * 0.12));
      (scores[i] as Float64Array)[q] = Math.round(raw * 20) / 20;
    }
  }
  return { scores, fullMeans: scores.map((row) => row.reduce((sum, value) => sum + value, 0) / queryCount) };
}

/** Counts pairs as a cache would: a query costs each alive reranker the union of the alive embedders' candidates. */
function evaluatorOf(scores: readonly Float64Array[]): CellEvaluator & { pairs: number } {
  const evaluator = {
    pairs: 0,
    evaluate: async (cells: readonly number[], ids: readonly string[]) => {
      for (const column of new Set(cells.map((cell) => cell % side))) {
        const rows = cells.filter((cell) => cell % side === column).length;
        evaluator.pairs += ids.length * unionOf(rows);
      }
      return ids.map((id) => cells.map((cell) => (scores[cell] as Float64Array)[Number(id.slice(1))] as number));
    },
  };
  return evaluator;
}

/** Union of the candidates of n embedders, in units of one list: 1.89 for five, as in the statistics note (189 of 500). */
const unionOf = (rows: number): number => 1 + 0.2225 * (rows - 1);
const cachedGridPairs = side * queryCount * unionOf(side);

describe('adviseCell', () => {
  it('drops the true winner in at most 5 % of 1,000 worlds, near ties included, and saves pairs where cells differ clearly', async () => {
    const kinds = [
      { spread: 0.06, interaction: 0.01, worlds: 500 },
      { spread: 0.12, interaction: 0.02, worlds: 250 },
      { spread: 0.01, interaction: 0.002, worlds: 250 },
    ];
    let wrong = 0;
    let total = 0;
    let largestRegret = 0;
    const shares: number[] = [];
    for (const [kind, { spread, interaction, worlds }] of kinds.entries()) {
      let pairs = 0;
      for (let w = 0; w < worlds; w++) {
        const world = makeWorld(10_000 * kind + w, spread, interaction);
        const evaluator = evaluatorOf(world.scores);
        const advice = await adviseCell(side * side, queryIds, evaluator, { seed: w });
        const { regret } = regretOf(advice.cell, world.fullMeans);
        largestRegret = Math.max(largestRegret, regret);
        if (regret > 1e-9) wrong += 1;
        total += 1;
        pairs += evaluator.pairs;
        expect(advice.evaluations).toBeLessThanOrEqual(advice.fullEvaluations);
      }
      shares.push(pairs / worlds / cachedGridPairs);
    }
    expect(clopperPearson(wrong, total - wrong).upper).toBeLessThanOrEqual(0.05);
    expect(shares[1]).toBeLessThan(0.6);
  }, 240_000);

  it('gives the same answer for the same seed whatever the order of queries, and records what it did', async () => {
    const world = makeWorld(1, 0.1, 0.02);
    const one = await adviseCell(25, queryIds, evaluatorOf(world.scores), { seed: 3 });
    const other = await adviseCell(25, [...queryIds].reverse(), evaluatorOf(world.scores), { seed: 3 });
    expect(other).toEqual(one);
    expect(one).toMatchObject({ method: 'race', isCertified: true, alpha: 0.05, fullEvaluations: 25 * queryCount });
    expect(one.eliminations.length).toBeGreaterThan(0);
  });

  it('answers a single cell at once, a single query exactly, and equal cells by the first', async () => {
    const constant: CellEvaluator = { evaluate: async (cells, ids) => ids.map(() => cells.map(() => 0.5)) };
    expect(await adviseCell(1, ['q'], constant, { seed: 1 })).toMatchObject({
      cell: 0,
      evaluations: 0,
      end: 'one-left',
    });
    const second: CellEvaluator = { evaluate: async (cells, ids) => ids.map(() => cells.map((cell) => cell / 10)) };
    expect(await adviseCell(3, ['q'], second, { seed: 1 })).toMatchObject({ cell: 2, end: 'exhausted' });
    expect(await adviseCell(3, queryIds.slice(0, 20), constant, { seed: 1 })).toMatchObject({
      cell: 0,
      end: 'exhausted',
    });
  });

  it('stops when cancelled and refuses no query or a repeated one', async () => {
    const world = makeWorld(1, 0.1, 0.02);
    const signal = AbortSignal.abort();
    await expect(adviseCell(25, queryIds, evaluatorOf(world.scores), { seed: 1, signal })).rejects.toThrow(/cancelled/);
    await expect(adviseCell(2, [], evaluatorOf([]), { seed: 1 })).rejects.toThrow(/nothing to choose/);
    await expect(adviseCell(2, ['q', 'q'], evaluatorOf([]), { seed: 1 })).rejects.toThrow(/twice/);
  });
});

describe('quickLook', () => {
  it('stays within its budget, is labelled uncertified, and usually lands near the best', async () => {
    let regrets = 0;
    for (let w = 0; w < 100; w++) {
      const world = makeWorld(w, 0.06, 0.01);
      const look = await quickLook(25, queryIds, evaluatorOf(world.scores), { seed: w, budgetShare: 0.3 });
      expect(look.isCertified).toBe(false);
      expect(look.evaluations).toBeLessThanOrEqual(0.3 * look.fullEvaluations + 1);
      regrets += regretOf(look.cell, world.fullMeans).regret;
    }
    expect(regrets / 100).toBeLessThan(0.01);
  });

  it('answers with one cell and with one query, and refuses an impossible budget', async () => {
    const constant: CellEvaluator = { evaluate: async (cells, ids) => ids.map(() => cells.map(() => 0.5)) };
    expect(await quickLook(1, ['q'], constant, { seed: 1 })).toMatchObject({ cell: 0, evaluations: 0 });
    expect(await quickLook(4, ['q'], constant, { seed: 1, budgetShare: 1 })).toMatchObject({ cell: 0, queriesUsed: 1 });
    await expect(quickLook(4, ['q'], constant, { seed: 1, budgetShare: 0 })).rejects.toThrow(/share/);
  });
});

describe('regretOf', () => {
  it('is the distance to the best cell of the full grid', () => {
    expect(regretOf(1, [0.5, 0.4, 0.7])).toEqual({ best: 2, regret: expect.closeTo(0.3, 12) });
    expect(() => regretOf(5, [0.5])).toThrow(/does not hold/);
  });
});
