import { expect, it } from 'vitest';
import { parseReferences } from './parse-references';

it('reads one published figure a line, as a share or in percent', () => {
  expect(parseReferences('base; 20; 0.61; a paper\n\nstage 3；60；87.5 %')).toEqual([
    { label: 'base', budget: 20, recall: 0.61, source: 'a paper' },
    { label: 'stage 3', budget: 60, recall: 0.875, source: '' },
  ]);
  expect(parseReferences('')).toEqual([]);
});

it('refuses a line without a number, beyond the axis or above 1', () => {
  for (const line of ['base', 'base; 20', 'base; x; 0.5', 'base; 2000; 0.5', 'base; 20; 61'])
    expect(parseReferences(line)).toBeUndefined();
});
