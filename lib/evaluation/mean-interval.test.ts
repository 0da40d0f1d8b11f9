import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/lib/foundation/random';
import { meanInterval } from './mean-interval';

describe('meanInterval', () => {
  it('stays within [0, 1], holds the mean and does not depend on the order of queries', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 40 }), (values) => {
        const interval = meanInterval(values);
        expect(interval?.lower).toBeGreaterThanOrEqual(0);
        expect(interval?.upper).toBeLessThanOrEqual(1);
        expect(interval?.lower).toBeLessThanOrEqual((interval?.mean ?? 0) + 1e-9);
        expect(interval?.upper).toBeGreaterThanOrEqual((interval?.mean ?? 1) - 1e-9);
        expect(meanInterval([...values].reverse())?.lower).toBeCloseTo(interval?.lower as number, 9);
      }),
    );
  });

  it('does not shrink to a point when every query scores 1', () => {
    // Wilson's lower end for n of n is n / (n + t²); t with 4 degrees of freedom is 2.776445.
    expect(meanInterval([1, 1, 1, 1, 1])?.lower).toBeCloseTo(5 / (5 + 2.776445 ** 2), 6);
  });

  it('has none for fewer than two queries and refuses scores outside [0, 1]', () => {
    expect(meanInterval([])).toBeUndefined();
    expect(meanInterval([0.5])).toBeUndefined();
    expect(() => meanInterval([0.5, 1.5])).toThrow(/between 0 and 1/);
    expect(() => meanInterval([Number.NaN, 1])).toThrow();
  });

  it.each([
    [0.95, 40],
    [0.8, 60],
    [0.3, 25],
  ])('covers a true recall of %f of graded queries at about 95 %% with %i queries', (truth, queries) => {
    const random = seededRandom(Math.round(truth * 100));
    let covered = 0;
    for (let trial = 0; trial < 1500; trial++) {
      // Half of the queries have two relevant documents, half have one.
      const values = Array.from({ length: queries }, (_, q) => {
        const hits = [random.next() < truth, random.next() < truth].map(Number) as [number, number];
        return q % 2 === 0 ? hits[0] : (hits[0] + hits[1]) / 2;
      });
      const interval = meanInterval(values);
      if (interval && interval.lower <= truth && interval.upper >= truth) covered += 1;
    }
    expect(covered / 1500).toBeGreaterThan(0.93);
    expect(covered / 1500).toBeLessThan(0.99);
  });
});
