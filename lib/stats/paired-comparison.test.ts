import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '@/lib/foundation/random';
import { bootstrapMean } from './bootstrap';
import { comparePaired, signFlipTest } from './paired-comparison';

const published = [0.04, -0.02, 0.06, 0.05, 0.02, 0.08, -0.02, 0.07, 0.01, 0.08, 0.06, -0.01];

describe('comparePaired', () => {
  it('gives the published values of the reference differences', () => {
    const result = comparePaired(published, { seed: 1 });
    expect(result.mean).toBeCloseTo(0.035, 12);
    expect(result.sd).toBeCloseTo(0.0377792632, 10);
    expect(result.pairedT?.t).toBeCloseTo(3.2092620736, 9);
    expect(result.pairedT?.p).toBeCloseTo(0.0083164486, 9);
    expect(result.pairedT?.interval.lower).toBeCloseTo(0.0109962, 7);
    expect(result.pairedT?.interval.upper).toBeCloseTo(0.0590038, 7);
    expect(result.effectSize).toBeCloseTo(0.926434, 6);
    expect(result.signFlip).toMatchObject({ extreme: 58, flips: 4096, isExact: true });
    expect([result.better, result.equal, result.worse]).toEqual([9, 0, 3]);
  });

  it('answers one query, no difference and a constant difference without inventing certainty', () => {
    expect(comparePaired([0.2], { seed: 1 })).toMatchObject({
      sd: undefined,
      pairedT: undefined,
      bootstrap: undefined,
    });
    expect(comparePaired([0.2], { seed: 1 }).signFlip.p).toBe(1);
    const none = comparePaired([0, 0, 0], { seed: 1 });
    expect(none).toMatchObject({ mean: 0, pairedT: undefined, effectSize: undefined, equal: 3 });
    expect(none.signFlip.p).toBe(1);
    const constant = comparePaired([0.1, 0.1, 0.1, 0.1], { seed: 1 });
    expect(constant.pairedT).toBeUndefined();
    expect(constant.signFlip.p).toBe(2 / 16);
    expect(() => comparePaired([], { seed: 1 })).toThrow(/at least one query/);
    expect(() => comparePaired([Number.NaN], { seed: 1 })).toThrow(/finite/);
  });

  it('turns around when the sides are swapped', () => {
    const differences = fc.array(
      fc.integer({ min: -20, max: 20 }).map((n) => n / 20),
      { minLength: 2, maxLength: 12 },
    );
    fc.assert(
      fc.property(differences, (d) => {
        const one = comparePaired(d, { seed: 3, resamples: 100 });
        const other = comparePaired(
          d.map((value) => -value),
          { seed: 3, resamples: 100 },
        );
        expect(other.mean).toBeCloseTo(-one.mean, 12);
        expect(other.signFlip.p).toBe(one.signFlip.p);
        expect(other.better).toBe(one.worse);
      }),
    );
  });
});

describe('signFlipTest', () => {
  it('samples close to the exact p-value, never 0, and repeats with its seed', () => {
    const padded = [...published, ...published];
    const sampled = signFlipTest(padded, 5, 50_000);
    expect(sampled.isExact).toBe(false);
    expect(signFlipTest(padded, 5, 50_000)).toEqual(sampled);
    // The t-test of the doubled sample is a good guide: both test the same mean.
    expect(sampled.p).toBeGreaterThan(0);
    expect(sampled.p).toBeLessThan(0.002);
    const strong = signFlipTest(new Array<number>(100).fill(1), 5, 1000);
    expect(strong.p).toBe(1 / 1001);
  });

  it('agrees with the exact count when the same differences are sampled', () => {
    const exact = signFlipTest(published, 1).p;
    // Nine pairs of tiny opposite differences hardly move any sum but force sampling.
    const noise = Array.from({ length: 10 }, () => 1e-7);
    expect(signFlipTest([...published, ...noise], 2, 200_000).p).toBeCloseTo(exact, 2);
  });

  it('rejects a true null in about 5 % of samples', () => {
    const random = seededRandom(11);
    let rejected = 0;
    for (let trial = 0; trial < 2000; trial++) {
      const d = Array.from({ length: 10 }, () => random.normal());
      if (signFlipTest(d, trial).p <= 0.05) rejected += 1;
    }
    expect(rejected / 2000).toBeGreaterThan(0.03);
    expect(rejected / 2000).toBeLessThan(0.065);
  });
});

describe('bootstrapMean', () => {
  it('covers the true mean of a skewed distribution in about 95 % of samples', () => {
    const random = seededRandom(4);
    let covered = 0;
    for (let trial = 0; trial < 400; trial++) {
      const sample = Array.from({ length: 60 }, () => -Math.log(1 - random.next()));
      const interval = bootstrapMean(sample, { seed: trial, resamples: 500 });
      if (interval && interval.lower <= 1 && interval.upper >= 1) covered += 1;
    }
    expect(covered / 400).toBeGreaterThan(0.91);
    expect(covered / 400).toBeLessThan(0.985);
  });

  it('has no interval for one value, width 0 for equal values, and repeats with its seed', () => {
    expect(bootstrapMean([1], { seed: 1 })).toBeUndefined();
    expect(bootstrapMean([0.5, 0.5, 0.5], { seed: 1 })).toMatchObject({ lower: 0.5, upper: 0.5 });
    expect(bootstrapMean(published, { seed: 9 })).toEqual(bootstrapMean(published, { seed: 9 }));
    expect(() => bootstrapMean([Number.NaN, 1], { seed: 1 })).toThrow(/finite/);
  });

  it('lies close to the t interval for the reference differences', () => {
    const interval = bootstrapMean(published, { seed: 1 });
    expect(interval?.lower).toBeGreaterThan(0.008);
    expect(interval?.lower).toBeLessThan(0.02);
    expect(interval?.upper).toBeGreaterThan(0.05);
    expect(interval?.upper).toBeLessThan(0.06);
  });
});
