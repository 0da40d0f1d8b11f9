import { describe, expect, it } from 'vitest';
import {
  actualLevel,
  criticalWins,
  judgeErrorInflation,
  normalSampleSize,
  signTestPower,
  signTestSampleSize,
  smallestDetectableShare,
} from './sign-test-power';

const paper = 173 / 317;
const tieRate = 72 / 389;

describe('power of the exact sign test', () => {
  it('tells what the published study could have seen', () => {
    expect(criticalWins(317)).toBe(177);
    expect(actualLevel(317)).toBeCloseTo(0.04301, 5);
    expect(signTestPower(317, paper)).toBeCloseTo(0.347, 3);
    expect(signTestPower(317, paper, 0.05, 'one-sided')).toBeCloseTo(0.478, 3);
    expect(smallestDetectableShare(317, 0.8)).toBeCloseTo(0.58, 3);
    expect(smallestDetectableShare(317, 0.9)).toBeCloseTo(0.592, 3);
  });

  /** Statistics note A1: n from which power stays above the target, two-sided 80/90/95 %, one-sided 80/90 %. */
  it.each([
    [0.52, 4984, 6633, 8195, 3945, 5435],
    [0.53, 2228, 2960, 3654, 1773, 2435],
    [0.54, 1259, 1680, 2071, 1008, 1381],
    [paper, 975, 1288, 1588, 767, 1055],
    [0.55, 820, 1080, 1327, 654, 891],
    [0.56, 566, 749, 923, 457, 623],
    [0.575, 367, 487, 591, 296, 394],
    [0.6, 210, 274, 333, 169, 224],
    [0.65, 97, 121, 152, 76, 102],
  ])('needs the tabulated number of decided queries at a share of %f', (p, n80, n90, n95, one80, one90) => {
    expect(signTestSampleSize(p, 0.8).n).toBe(n80);
    expect(signTestSampleSize(p, 0.9).n).toBe(n90);
    expect(signTestSampleSize(p, 0.95).n).toBe(n95);
    expect(signTestSampleSize(p, 0.8, 0.05, 'one-sided').n).toBe(one80);
    expect(signTestSampleSize(p, 0.9, 0.05, 'one-sided').n).toBe(one90);
  });

  it('recommends the n after the last tooth of the saw, not the first that reaches the target', () => {
    expect(signTestSampleSize(paper, 0.8)).toEqual({ n: 975, firstReaching: 937 });
    expect(signTestSampleSize(paper, 0.9)).toEqual({ n: 1288, firstReaching: 1261 });
    expect(normalSampleSize(paper, 0.8)).toBeCloseTo(935.5, 1);
    expect(normalSampleSize(paper, 0.9)).toBeCloseTo(1251.3, 1);
    for (let n = 975; n < 1100; n++) expect(signTestPower(n, paper)).toBeGreaterThanOrEqual(0.8);
    expect(signTestPower(974, paper)).toBeLessThan(0.8);
  });

  it('adds the ties back: 1,197 and 1,581 queries at the published tie rate', () => {
    expect(Math.ceil(signTestSampleSize(paper, 0.8).n / (1 - tieRate))).toBe(1197);
    expect(Math.ceil(signTestSampleSize(paper, 0.9).n / (1 - tieRate))).toBe(1581);
  });

  it('finds small and extreme designs too, and the same n for a share and its mirror image', () => {
    for (const p of [0.75, 0.9, 0.99]) {
      const { n } = signTestSampleSize(p, 0.9);
      for (let m = n; m < n + 300; m++) expect(signTestPower(m, p)).toBeGreaterThanOrEqual(0.9);
      expect(signTestPower(n - 1, p)).toBeLessThan(0.9);
    }
    expect(signTestSampleSize(0.4, 0.8)).toEqual(signTestSampleSize(0.6, 0.8));
  });

  it('has no power where no outcome can reject, and says when a share cannot be detected at all', () => {
    expect(criticalWins(5)).toBe(6);
    expect(signTestPower(5, 0.99)).toBe(0);
    expect(smallestDetectableShare(5, 0.8)).toBeUndefined();
    expect(() => signTestSampleSize(0.5, 0.8)).toThrow('differ from one half');
    expect(() => signTestSampleSize(0.5001, 0.8)).toThrow('more than two million');
  });

  it('shows that training judges buys more than extra queries', () => {
    const factors = [0.05, 0.1, 0.15, 0.2, 0.25].map(judgeErrorInflation);
    for (const [i, factor] of [1.23, 1.56, 2.04, 2.78, 4].entries()) expect(factors[i]).toBeCloseTo(factor, 2);
    expect(() => judgeErrorInflation(0.5)).toThrow();
  });
});
