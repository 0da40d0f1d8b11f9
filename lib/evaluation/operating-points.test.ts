import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latencyQuantile } from './latency-quantile';
import { bestUnderLatency, type MeasuredPoint, pointFront, presetPoints } from './operating-points';
import { paretoFront } from './pareto-front';

const point = (budget: number, quality: number, p95Ms: number): MeasuredPoint => ({
  budget,
  depth: 10,
  quality,
  qualityLower: undefined,
  qualityUpper: undefined,
  p95Ms,
  medianMs: p95Ms / 2,
});
const points = [point(10, 0.5, 10), point(20, 0.6, 20), point(60, 0.68, 60), point(100, 0.7, 100), point(80, 0.65, 90)];

describe('paretoFront', () => {
  it('keeps exactly the points that no other beats', () => {
    const candidate = fc.record({ quality: fc.integer({ min: 0, max: 6 }), cost: fc.integer({ min: 0, max: 6 }) });
    fc.assert(
      fc.property(fc.array(candidate), (all) => {
        const front = paretoFront(all);
        const isBeaten = (p: { quality: number; cost: number }) =>
          all.some((o) => o.quality >= p.quality && o.cost <= p.cost && (o.quality > p.quality || o.cost < p.cost));
        for (const kept of front) expect(isBeaten(kept)).toBe(false);
        for (const p of all.filter((one) => !isBeaten(one))) {
          expect(front.some((kept) => kept.quality === p.quality && kept.cost === p.cost)).toBe(true);
        }
      }),
    );
  });
});

describe('operating points', () => {
  it('takes the best quality within the latency budget and says what is fastest when none fits', () => {
    expect(bestUnderLatency(points, 65)).toMatchObject({ isPossible: true, point: { budget: 60 } });
    expect(bestUnderLatency(points, 5)).toMatchObject({ isPossible: false, fastest: { budget: 10 } });
    expect(() => bestUnderLatency([], 5)).toThrow(/No operating point/);
    expect(() => bestUnderLatency(points, 0)).toThrow(/above 0/);
  });

  it('leaves beaten points out of the front', () => {
    expect(pointFront(points).map((p) => p.budget)).toEqual([10, 20, 60, 100]);
  });

  it('gives each preset the fastest point with its share of the best quality', () => {
    expect(presetPoints(points).map(({ name, point: { budget } }) => [name, budget])).toEqual([
      ['latency-sensitive', 60],
      ['general', 60],
      ['in-depth', 100],
    ]);
    expect(new Set(presetPoints([point(5, 0, 1)]).map((preset) => preset.point.budget))).toEqual(new Set([5]));
  });
});

describe('latencyQuantile', () => {
  it('is the nearest rank, with a bound from 59 samples on', () => {
    const samples = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(latencyQuantile(samples)).toMatchObject({ valueMs: 95, samples: 100 });
    expect(latencyQuantile(samples.slice(0, 58)).upperMs).toBeUndefined();
    expect(latencyQuantile(samples.slice(0, 59)).upperMs).toBe(59);
    expect(latencyQuantile([7])).toEqual({ valueMs: 7, upperMs: undefined, samples: 1 });
    expect(() => latencyQuantile([])).toThrow(/at least one/);
    expect(() => latencyQuantile([-1])).toThrow(/at least 0/);
  });
});
