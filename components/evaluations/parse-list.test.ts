import { expect, it } from 'vitest';
import { parseNumbers, splitWords } from './parse-list';

const k = { min: 1, max: 1000, isWhole: true };

it('reads numbers however they are separated, each once', () => {
  expect(parseNumbers('20, 60，100 60', k)).toEqual([20, 60, 100]);
  expect(splitWords(' nDCG@10,RR@10、AP ')).toEqual(['nDCG@10', 'RR@10', 'AP']);
});

it('refuses nothing, words, fractions where whole numbers are asked for, and what is out of range', () => {
  for (const text of ['', ',', 'ten', '0', '1001', '2.5', '10, x']) expect(parseNumbers(text, k)).toBeUndefined();
  expect(parseNumbers('0.5, 1', { min: 0.01, max: 1, isWhole: false })).toEqual([0.5, 1]);
});
