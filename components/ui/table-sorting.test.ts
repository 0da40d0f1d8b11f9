import { describe, expect, it } from 'vitest';
import { sortRows, writeSorting } from './table-sorting';

const columns = [
  { key: 'name', value: (row: { name: string; score: number | null }) => row.name },
  { key: 'score', value: (row: { name: string; score: number | null }) => row.score },
  { key: 'plain' },
];
const rows = [
  { name: 'item 10', score: 0.5 },
  { name: 'item 9', score: null },
  { name: 'Item 1', score: 0.25 },
];
const names = (sorting: string | undefined) => sortRows(rows, columns, sorting).map((row) => row.name);

describe('sortRows', () => {
  it('keeps missing values last in both directions', () => {
    expect(names('score')).toEqual(['Item 1', 'item 10', 'item 9']);
    expect(names('-score')).toEqual(['item 10', 'Item 1', 'item 9']);
  });
  it('reads numbers inside names as numbers and ignores case', () => {
    expect(names('name')).toEqual(['Item 1', 'item 9', 'item 10']);
  });
  it('keeps the given order for an unknown or unsortable column', () => {
    expect(names('plain')).toEqual(names(undefined));
    expect(names('-nothing')).toEqual(names(undefined));
  });
});

it('walks through ascending, descending and the order at first', () => {
  expect(writeSorting('name', undefined)).toBe('name');
  expect(writeSorting('name', 'name')).toBe('-name');
  expect(writeSorting('name', '-name')).toBeUndefined();
});
