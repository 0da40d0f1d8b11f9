import { describe, expect, it } from 'vitest';
import { formatFourDecimals } from './format-value';

describe('formatFourDecimals', () => {
  it('rounds a value exactly between two to the even digit, as printf does', () => {
    // Each n/32 written out: .03125 .09375 .15625 .21875 .28125 .96875
    const odd = [1, 3, 5, 7, 9, 31].map((n) => formatFourDecimals(n / 32));
    expect(odd).toEqual(['0.0312', '0.0938', '0.1562', '0.2188', '0.2812', '0.9688']);
  });

  it('rounds every other value to the nearest', () => {
    expect([0, 1, 1 / 3, 2 / 3, 0.00005, 0.5, 1 / 16].map(formatFourDecimals)).toEqual([
      '0.0000',
      '1.0000',
      '0.3333',
      '0.6667',
      '0.0001',
      '0.5000',
      '0.0625',
    ]);
  });
});
