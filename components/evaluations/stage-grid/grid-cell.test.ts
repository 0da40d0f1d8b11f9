import { expect, it } from 'vitest';
import { type Cell, cellAt, type GridResults, shownValue } from './grid-cell';

const cell = (row: string, column: string, rerankerWeight: number, mean: number | null): Cell => ({
  key: `${row}|${column}|60|10|${rerankerWeight}`,
  row,
  column,
  budget: 60,
  depth: 10,
  rerankerWeight,
  relativeCost: 1,
  measures: [{ measure: 'RR', mean, lower: null, upper: null, definedQueries: 1, queries: 1 }],
  coverage: { k: 10, mean: null },
  attribution: {},
});
const plain = cell('a', 'none', 0, 0.25);
const half = cell('a', 'r', 0.5, 0.5);
const whole = cell('a', 'r', 1, 0.75);
const results = {
  cells: [plain, half, whole],
  columns: [
    { key: 'none', label: 'none', isReranker: false },
    { key: 'r', label: 'r', isReranker: true },
  ],
} as GridResults;

it('finds a reranked cell by its weight, and the one without a reranker at every weight', () => {
  expect(cellAt(results, 'a', 'r', { budget: 60, depth: 10, rerankerWeight: 0.5 })).toBe(half);
  expect(cellAt(results, 'a', 'none', { budget: 60, depth: 10, rerankerWeight: 0.5 })).toBe(plain);
  expect(cellAt(results, 'a', 'r', { budget: 20, depth: 10, rerankerWeight: 1 })).toBeUndefined();
});

it('shows a difference only where both sides have a value', () => {
  expect(shownValue(whole, 'RR', undefined)).toBe(0.75);
  expect(shownValue(whole, 'RR', plain)).toBe(0.5);
  expect(shownValue(whole, 'RR', cell('b', 'none', 0, null))).toBeNull();
  expect(shownValue(whole, 'AP', undefined)).toBeNull();
});
