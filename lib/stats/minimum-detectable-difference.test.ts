import { describe, expect, it } from 'vitest';
import {
  minimumDetectableDifference,
  normalDetectableDifference,
  pairedPower,
  queriesToDetect,
} from './minimum-detectable-difference';

describe('detectable differences', () => {
  it.each([
    [100, 0.1, 0.028, 0.0324],
    [100, 0.4, 0.1121, 0.1297],
    [200, 0.2, 0.0396, 0.0458],
    [389, 0.2, 0.0284, 0.0329],
    [389, 0.3, 0.0426, 0.0493],
    [1000, 0.1, 0.0089, 0.0103],
    [2000, 0.4, 0.0251, 0.029],
  ])('gives the published normal values for %i queries at sd %f', (queries, sd, at80, at90) => {
    expect(normalDetectableDifference(queries, sd)).toBeCloseTo(at80, 4);
    expect(normalDetectableDifference(queries, sd, { power: 0.9 })).toBeCloseTo(at90, 4);
  });

  it.each([
    [0.02, 0.2, 787, 1053],
    [0.02, 0.25, 1229, 1644],
    [0.01, 0.2, 3142, 4205],
    [0.03, 0.2, 351, 469],
    [0.05, 0.3, 285, 381],
  ])('needs the published number of queries to find %f at sd %f', (difference, sd, at80, at90) => {
    expect(queriesToDetect(difference, sd)).toBe(at80);
    expect(queriesToDetect(difference, sd, { power: 0.9 })).toBe(at90);
  });

  it('finds the difference whose power is the asked one, larger than the normal value', () => {
    for (const queries of [2, 3, 12, 57, 389]) {
      const difference = minimumDetectableDifference(queries, 0.3) as number;
      expect(pairedPower(queries, difference, 0.3)).toBeCloseTo(0.8, 8);
      expect(difference).toBeGreaterThan(normalDetectableDifference(queries, 0.3));
    }
  });

  it('has the error rate alpha as power at no difference', () => {
    for (const queries of [2, 5, 100]) expect(pairedPower(queries, 0, 1)).toBeCloseTo(0.05, 8);
  });

  it('detects nothing with one query, everything without spread, and refuses nonsense', () => {
    expect(minimumDetectableDifference(1, 0.3)).toBeUndefined();
    expect(minimumDetectableDifference(10, 0)).toBe(0);
    expect(() => minimumDetectableDifference(10, -1)).toThrow(/above 0/);
    expect(() => queriesToDetect(0, 1)).toThrow(/cannot be detected/);
  });
});
