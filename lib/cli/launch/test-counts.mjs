// Adds up what the test runners report; what a runner does not count (a crash, a step without tests) counts as one.
import { readFileSync } from 'node:fs';

export const noCounts = () => ({ passed: 0, failed: 0, skipped: 0 });

export function addCounts(total, counts) {
  for (const key of Object.keys(total)) total[key] += counts[key];
  return total;
}

/** The last line of `npm test`; its form is a promise. */
export const countsLine = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
};

/** Counts of a vitest JSON report; a file that could not be loaded and errors outside tests count as one failure each. */
export function vitestCounts(file, exitCode) {
  const report = readJson(file);
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const unloaded = (report.testResults ?? []).filter(
    (result) => result.status === 'failed' && !(result.assertionResults ?? []).some((test) => test.status === 'failed'),
  ).length;
  const counts = {
    passed: report.numPassedTests ?? 0,
    failed: (report.numFailedTests ?? 0) + unloaded,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  };
  if (counts.failed === 0 && exitCode !== 0) counts.failed = 1;
  return counts;
}

/** Counts of a Playwright JSON report; a test that passed at a second try counts as passed. */
export function playwrightCounts(file, exitCode) {
  const stats = readJson(file)?.stats;
  if (!stats) return { passed: 0, failed: 1, skipped: 0 };
  const counts = {
    passed: (stats.expected ?? 0) + (stats.flaky ?? 0),
    failed: stats.unexpected ?? 0,
    skipped: stats.skipped ?? 0,
  };
  if (counts.failed === 0 && exitCode !== 0) counts.failed = 1;
  return counts;
}

/** A step without tests of its own, such as the type check. */
export const stepCounts = (exitCode) =>
  exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
