import { expect, it } from 'vitest';
import { toCsv } from './csv';

it('quotes commas, quotes and line breaks, and writes missing values as empty', () => {
  expect(toCsv([['a,b', 'say "x"', 'two\nlines', null, undefined, 1.5, true]])).toBe(
    '\uFEFF"a,b","say ""x""","two\nlines",,,1.5,true\r\n',
  );
});

it('disarms texts that a spreadsheet would run as a formula, and leaves negative numbers alone', () => {
  expect(toCsv([['=HYPERLINK("x")', '@a', -3]])).toBe('\uFEFF"\'=HYPERLINK(""x"")",\'@a,-3\r\n');
});
