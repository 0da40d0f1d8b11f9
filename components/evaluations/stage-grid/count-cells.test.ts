import { expect, it } from 'vitest';
import { countCells } from './count-cells';

it('counts the column without a reranker once, whatever the weights, and leaves out N above K', () => {
  expect(countCells({ rows: 5, rerankers: 4, budgets: [60], depths: [10], weights: 1 })).toBe(25);
  expect(countCells({ rows: 2, rerankers: 1, budgets: [10, 60], depths: [10, 20], weights: 3 })).toBe(2 * 3 * 4);
  expect(countCells({ rows: 3, rerankers: 1, budgets: [5], depths: [10], weights: 1 })).toBe(0);
});
