import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { addCounts, countsLine, noCounts, playwrightCounts, stepCounts, vitestCounts } from './test-counts.mjs';

describe('the sum of npm test', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mixstage-counts-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const report = (content: unknown) => {
    const file = path.join(folder, 'report.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };

  it('has the promised form', () => {
    const sum = addCounts(addCounts(noCounts(), { passed: 3, failed: 0, skipped: 2 }), stepCounts(0));
    expect(countsLine(sum)).toBe('4 passed, 0 failed, 2 skipped');
  });

  it('counts a test file that could not be loaded, an error outside tests and a missing report as failures', () => {
    const loaded = { status: 'passed', assertionResults: [{ status: 'passed' }] };
    const unloaded = { status: 'failed', assertionResults: [] };
    const failing = { status: 'failed', assertionResults: [{ status: 'failed' }] };
    expect(
      vitestCounts(
        report({ numPassedTests: 1, numFailedTests: 0, numPendingTests: 2, testResults: [loaded, unloaded] }),
        1,
      ),
    ).toEqual({ passed: 1, failed: 1, skipped: 2 });
    expect(vitestCounts(report({ numPassedTests: 1, numFailedTests: 1, testResults: [failing] }), 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
    expect(vitestCounts(report({ numPassedTests: 1, testResults: [loaded] }), 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
    expect(vitestCounts(report('not json'), 0).failed).toBe(1);
    expect(vitestCounts(path.join(folder, 'absent.json'), 0).failed).toBe(1);
  });

  it('counts stories that passed at the second try as passed', () => {
    expect(playwrightCounts(report({ stats: { expected: 4, flaky: 1, unexpected: 0, skipped: 2 } }), 0)).toEqual({
      passed: 5,
      failed: 0,
      skipped: 2,
    });
    expect(playwrightCounts(report({ stats: { expected: 0, unexpected: 0 } }), 1).failed).toBe(1);
  });
});
