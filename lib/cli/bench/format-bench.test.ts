import { describe, expect, it } from 'vitest';
import { atLeast, atMost, figure, mustHold, skipped } from './bench-row';
import { formatNumber, formatSuite, machineRemarks } from './format-bench';

const report = {
  suite: 'search',
  isQuick: false,
  cores: 2,
  loadBefore: 0.1,
  loadAfter: 1.2,
  durationS: 12.4,
  remarks: [],
  failure: null,
};

describe('the table of a suite', () => {
  it('says of every goal whether it was met, missed or not measured', () => {
    const text = formatSuite({
      ...report,
      rows: [
        atMost('scan', 1.18, 1.18, 'x CPU', 'five rounds'),
        atLeast('batch', 4.9, 5, 'x CPU', ''),
        mustHold('equal', false, ''),
        figure('speed', 21.04, 'GB/s', ''),
        skipped('peer', 'no network'),
      ],
    });
    const lineOf = (name: string) => text.split('\n').find((line) => line.startsWith(name));
    expect(lineOf('scan')).toMatch(/1\.18 x CPU +at most 1\.18 +met +five rounds/);
    expect(lineOf('batch')).toMatch(/4\.90 x CPU +at least 5 +MISSED/);
    expect(lineOf('equal')).toMatch(/no +yes +MISSED/);
    expect(lineOf('speed')).toMatch(/21\.0 GB\/s$/);
    expect(lineOf('peer')).toMatch(/- +skipped +no network/);
    expect(text.split('\n')[0]).toBe('search: 12 s, load 0.10 before, 1.20 after');
  });

  it('shows a failed suite with its reason and no table', () => {
    const text = formatSuite({ ...report, rows: [], failure: 'the model cannot be loaded' });
    expect(text.split('\n').slice(1)).toEqual(['! the suite failed: the model cannot be loaded']);
  });

  it('counts a figure that is not a number as a missed goal', () => {
    expect(atMost('ratio', Number.NaN, 1, 'x', '').isMet).toBe(false);
    expect(atLeast('ratio', Number.NaN, 1, 'x', '').isMet).toBe(false);
    expect(formatNumber(Number.NaN)).toBe('not computable');
  });
});

describe('remarks about the machine', () => {
  it('warn of a busy machine and of small sizes, and of nothing else', () => {
    expect(machineRemarks({ cores: 2, loadBefore: 0.9, isQuick: false })).toEqual([]);
    expect(machineRemarks({ cores: 2, loadBefore: 1.1, isQuick: false })[0]).toMatch(/^machine busy: load 1\.10 on 2/);
    expect(machineRemarks({ cores: 2, loadBefore: 0, isQuick: true })).toHaveLength(1);
  });
});
