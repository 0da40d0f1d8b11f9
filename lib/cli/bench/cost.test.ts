import { describe, expect, it } from 'vitest';
import { costOf, median, quantile } from './cost';

describe('summaries of measured values', () => {
  it('take the middle of an odd number of values and the mean of the two in the middle of an even one', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it('take the smallest value that the wanted share does not exceed', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(quantile(values, 0.99)).toBe(99);
    expect(quantile(values, 0.5)).toBe(50);
    expect(quantile([7], 0.99)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe('the cost of work', () => {
  it('counts CPU time for computing and none for waiting', async () => {
    const busy = await costOf(() => {
      let sum = 0;
      for (let i = 0; i < 3e7; i++) sum += Math.sqrt(i);
      return sum;
    });
    const waiting = await costOf(() => new Promise((resolve) => setTimeout(resolve, 200)));
    expect(busy.value).toBeGreaterThan(0);
    expect(busy.cpuMs).toBeGreaterThan(5);
    expect(waiting.wallMs).toBeGreaterThan(190);
    expect(waiting.cpuMs).toBeLessThan(waiting.wallMs / 2);
  });
});
