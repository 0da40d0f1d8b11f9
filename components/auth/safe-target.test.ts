import { expect, it } from 'vitest';
import { safeTarget } from './safe-target';

it('leads back to a page of this console with its filters', () => {
  expect(safeTarget('/datasets/stard?tab=queries#q1')).toBe('/datasets/stard?tab=queries#q1');
});

it('never leads to another site, however the address is disguised', () => {
  for (const next of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '',
    undefined,
  ]) {
    expect(safeTarget(next)).toBe('/');
  }
});
