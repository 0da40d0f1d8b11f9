/** The launchers are plain JavaScript, because they run before anything is installed; this types what a test reads. */
export type Counts = { passed: number; failed: number; skipped: number };
export function noCounts(): Counts;
export function addCounts(total: Counts, counts: Counts): Counts;
export function countsLine(counts: Counts): string;
export function vitestCounts(file: string, exitCode: number): Counts;
export function playwrightCounts(file: string, exitCode: number): Counts;
export function stepCounts(exitCode: number): Counts;
