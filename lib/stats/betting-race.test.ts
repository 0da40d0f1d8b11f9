import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/lib/foundation/random';
import { BettingEProcess, BettingRace } from './betting-race';
import { clopperPearson } from './clopper-pearson';

function trace(differences: readonly number[], total: number): number[] {
  const process = new BettingEProcess(total);
  return differences.map((d) => {
    process.observe(d);
    return process.value;
  });
}

function ordersOf(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) =>
    ordersOf([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}

const averageTrace = (items: readonly number[]): number[] => {
  const traces = ordersOf(items).map((order) => trace(order, items.length));
  return items.map((_, t) => traces.reduce((sum, values) => sum + (values[t] as number), 0) / traces.length);
};

const published = [0.04, -0.02, 0.06, 0.05, 0.02, 0.08, -0.02, 0.07, 0.01, 0.08, 0.06, -0.01];

describe('BettingEProcess', () => {
  it('averages to exactly 1 over all orders at every step when the null holds with equality', () => {
    for (const average of averageTrace([0.4, -0.1, -0.3, 0.2, -0.2, 0])) expect(average).toBeCloseTo(1, 12);
  });

  it('averages below 1 when the null holds strictly', () => {
    const expected = [0.993214, 0.985099, 0.975003, 0.961644, 0.941899, 0.904125];
    const averages = averageTrace([0.4, -0.2, -0.3, 0.2, -0.2, 0]);
    for (const [t, value] of expected.entries()) expect(averages[t]).toBeCloseTo(value, 6);
  });

  it('gives the published traces', () => {
    const long = [
      1.016286, 1.00798, 1.032731, 1.054214, 1.063196, 1.09916, 1.090032, 1.12281, 1.128025, 1.167536, 1.198939,
      1.194192,
    ];
    for (const [t, value] of trace(published, 389).entries()) expect(value).toBeCloseTo(long[t] as number, 6);
    expect(trace(published, 12).at(-1)).toBeCloseTo(2.096502, 6);
    const strong = trace([0.5, 0.3, 0.6, 0.4, 0.5, 0.7, 0.2, 0.6, 0.5, 0.4], 50);
    const expected = [1.2036, 1.3714, 1.7764, 2.1832, 2.8581, 4.1936, 4.9626, 7.3349, 10.6313, 14.953];
    for (const [t, value] of expected.entries()) expect(strong[t]).toBeCloseTo(value, 4);
  });

  it('averages to at most 1 over all orders of any differences whose mean is not above 0', () => {
    const difference = fc.integer({ min: -10, max: 10 }).map((n) => n / 10);
    fc.assert(
      fc.property(fc.array(difference, { minLength: 2, maxLength: 5 }), (drawn) => {
        const items = drawn.reduce((sum, d) => sum + d, 0) <= 1e-9 ? drawn : drawn.map((d) => -d);
        for (const average of averageTrace(items)) expect(average).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it('becomes infinite once the remaining queries cannot undo the lead, and stays finite on an exact tie', () => {
    expect(trace([1, 1, 1, -1], 4).map(Number.isFinite)).toEqual([true, true, false, false]);
    expect(trace([1, 1, -1, -1], 4).every(Number.isFinite)).toBe(true);
    expect(trace([1, 1, -1, -0.5], 4).at(-1)).toBe(Number.POSITIVE_INFINITY);
  });
});

type World = { scores: Float64Array[]; best: number[] };

/** An embedder x reranker grid of nDCG-like scores: main effects, interaction, shared query difficulty, own noise. */
function makeWorld(seed: number, side: number, queries: number, spread: number, interaction: number): World {
  const random = seededRandom(seed);
  const effects = () => Array.from({ length: side }, () => (random.next() - 0.5) * 2 * spread);
  const [rows, columns] = [effects(), effects()];
  const means = rows.flatMap((r) => columns.map((c) => 0.55 + r + c + random.normal() * interaction));
  const scores = means.map(() => new Float64Array(queries));
  for (let q = 0; q < queries; q++) {
    const difficulty = random.normal() * 0.25;
    for (const [i, mean] of means.entries()) {
      // Ranking scores are coarse: many queries get the same value from several configurations.
      const raw = Math.min(1, Math.max(0, mean + difficulty + random.normal() * 0.12));
      (scores[i] as Float64Array)[q] = Math.round(raw * 20) / 20;
    }
  }
  const sums = scores.map((row) => row.reduce((sum, value) => sum + value, 0));
  const top = Math.max(...sums);
  return { scores, best: sums.flatMap((sum, i) => (sum >= top - 1e-9 ? [i] : [])) };
}

function runRace(world: World, queries: number, seed: number) {
  const race = new BettingRace(world.scores.length, queries);
  const order = seededRandom(seed).shuffle(Array.from({ length: queries }, (_, q) => q));
  let evaluated = 0;
  for (const q of order) {
    if (race.end !== undefined) break;
    evaluated += race.alive.length;
    race.observe(world.scores.map((row) => row[q]));
  }
  return { race, evaluated };
}

describe('BettingRace', () => {
  it('drops the true winner in at most 5 % of 1,050 worlds, near ties included, and saves most of the work', () => {
    const kinds = [
      { spread: 0.06, interaction: 0.01 },
      { spread: 0.12, interaction: 0.02 },
      { spread: 0.01, interaction: 0.002 },
    ];
    const queries = 389;
    let wrong = 0;
    let worlds = 0;
    for (const [kind, { spread, interaction }] of kinds.entries()) {
      let evaluated = 0;
      for (let w = 0; w < 350; w++) {
        const world = makeWorld(1000 * kind + w, 5, queries, spread, interaction);
        const outcome = runRace(world, queries, w);
        if (!world.best.includes(outcome.race.leader)) wrong += 1;
        worlds += 1;
        evaluated += outcome.evaluated;
      }
      const share = evaluated / (350 * 25 * queries);
      expect(share).toBeLessThan([0.45, 0.32, 0.9][kind] as number);
    }
    expect(clopperPearson(wrong, worlds - wrong).upper).toBeLessThanOrEqual(0.05);
  });

  it('keeps the error below alpha in the hardest world, where all means are equal but for one query', () => {
    let wrong = 0;
    for (let w = 0; w < 400; w++) {
      const random = seededRandom(w + 5000);
      const base = Array.from({ length: 60 }, () => random.int(2));
      const scores = [0, 1, 2].map(() => Float64Array.from(random.shuffle([...base])));
      // The first system is better by the smallest amount that there is.
      const zero = (scores[0] as Float64Array).indexOf(0);
      if (zero >= 0) (scores[0] as Float64Array)[zero] = 0.05;
      const { race } = runRace({ scores, best: [0] }, 60, w);
      if (race.eliminations.some((elimination) => elimination.configuration === 0)) wrong += 1;
    }
    expect(clopperPearson(wrong, 400 - wrong).upper).toBeLessThanOrEqual(0.05);
  });

  it('returns the exact best mean when all queries are used', () => {
    const score = fc.integer({ min: 0, max: 4 }).map((n) => n / 4);
    fc.assert(
      fc.property(fc.array(fc.tuple(score, score, score), { minLength: 1, maxLength: 9 }), (rows) => {
        const race = new BettingRace(3, rows.length);
        for (const row of rows) race.observe(row);
        expect(race.end).toBe('exhausted');
        const sums = [0, 1, 2].map((i) => rows.reduce((sum, row) => sum + (row[i] as number), 0));
        expect(sums[race.leader]).toBeCloseTo(Math.max(...sums), 12);
      }),
    );
  });

  it('names a leader within the tolerance earlier than it would find a winner', () => {
    const world = makeWorld(7, 3, 389, 0.01, 0.001);
    const order = seededRandom(1).shuffle(Array.from({ length: 389 }, (_, q) => q));
    const race = new BettingRace(9, 389, { tolerance: 0.1 });
    for (const q of order) {
      if (race.end !== undefined) break;
      race.observe(world.scores.map((row) => row[q]));
    }
    expect(race.end).toBe('within-tolerance');
    expect(race.seen).toBeLessThan(389);
    const means = world.scores.map((row) => row.reduce((sum, value) => sum + value, 0) / 389);
    expect(means[race.leader]).toBeGreaterThan(Math.max(...means) - 0.1);
  });

  it('ends at once with one configuration and refuses scores outside [0, 1] or after the end', () => {
    expect(new BettingRace(1, 10).end).toBe('one-left');
    const race = new BettingRace(2, 1);
    expect(() => race.observe([0.5, 1.5])).toThrow(/between 0 and 1/);
    expect(() => race.observe([0.5])).toThrow(/Configuration 1/);
    race.observe([0.5, 0.5]);
    expect(race.leader).toBe(0);
    expect(() => race.observe([0.5, 0.5])).toThrow(/over/);
    expect(() => new BettingRace(0, 1)).toThrow(/at least one/);
  });
});
