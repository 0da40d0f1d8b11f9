import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/lib/foundation/random';
import { dawidSkene } from './dawid-skene';
import anaesthetists from './fixtures/anaesthetists.json';

/** Counts [patient][observer][class] of the 1979 table: observer 1 saw each patient three times. */
const counts = anaesthetists.patients.map((observers) =>
  observers.map((grades) => [1, 2, 3, 4].map((grade) => grades.filter((g) => g === grade).length)),
);

describe('Dawid and Skene', () => {
  const result = dawidSkene(counts);

  it("reproduces the 1979 anaesthetists' table", () => {
    expect(counts).toHaveLength(45);
    for (const [j, p] of [0.3996, 0.422, 0.1118, 0.0667].entries()) expect(result.prevalences[j]).toBeCloseTo(p, 4);
    expect(result.logLikelihood).toBeCloseTo(-192.890881, 5);
    expect(result.hasConverged).toBe(true);
    expect(result.errorRates[0]?.[0]?.map((p) => p.toFixed(3))).toEqual(['0.889', '0.111', '0.000', '0.000']);
    expect(result.errorRates[1]?.[1]?.map((p) => p.toFixed(3))).toEqual(['0.053', '0.633', '0.314', '0.000']);
  });

  it('names the patients the paper found uncertain', () => {
    const uncertain = result.posteriors.flatMap((p, i) =>
      Math.max(...p) < 0.99 ? [[i + 1, Math.max(...p).toFixed(3)]] : [],
    );
    expect(uncertain).toEqual([
      [7, '0.981'],
      [35, '0.948'],
      [38, '0.979'],
    ]);
  });

  it('finds the truth of 100 units better than the best of five judges who err 10 to 30 % of the time', () => {
    const random = seededRandom(7);
    const truth = Array.from({ length: 100 }, () => random.int(2));
    const errors = [0.1, 0.15, 0.2, 0.25, 0.3];
    const labels = truth.map((t) => errors.map((error) => (random.next() < error ? 1 - t : t)));
    const { posteriors } = dawidSkene(
      labels.map((unit) => unit.map((label) => [Number(label === 0), Number(label === 1)])),
    );
    const right = posteriors.filter((p, i) => Number((p[1] as number) > 0.5) === truth[i]).length;
    const best = Math.max(...errors.map((_, k) => labels.filter((unit, i) => unit[k] === truth[i]).length));
    expect(right).toBeGreaterThan(best);
  });

  it('never lowers the likelihood from step to step', () => {
    let previous = Number.NEGATIVE_INFINITY;
    for (const steps of [1, 2, 3, 5, 10, 20]) {
      const { logLikelihood } = dawidSkene(counts, steps);
      expect(logLikelihood).toBeGreaterThanOrEqual(previous);
      previous = logLikelihood;
    }
  });

  it('refuses ragged and empty tables', () => {
    expect(() => dawidSkene([])).toThrow('empty');
    expect(() => dawidSkene([[[1, 0]], [[1]]])).toThrow('cell for every class');
    expect(() => dawidSkene([[[0, 0]]])).toThrow('at least one judgment');
  });
});
