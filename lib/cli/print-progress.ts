import { monotonicMs } from '@/lib/foundation/clock';
import type { JobProgress } from '@/lib/jobs/define-job';

const wholes = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** One line of progress: phase, how far, unit; bytes in MiB. */
export function progressLine({ phase, done, total, unit }: JobProgress): string {
  const amount = (n: number) => (unit === 'bytes' ? (n / 2 ** 20).toFixed(1) : wholes.format(n));
  const shownUnit = unit === 'bytes' ? 'MiB' : unit;
  return total > 0
    ? `${phase}: ${amount(done)} of ${amount(total)} ${shownUnit} (${Math.floor((100 * done) / total)} %)`
    : `${phase}: ${amount(done)} ${shownUnit}`;
}

/** Writes progress to standard error: one changing line on a terminal, else a line at most every five seconds. */
export function progressPrinter(stream: { isTTY?: boolean; write(text: string): unknown } = process.stderr) {
  let lastMs = Number.NEGATIVE_INFINITY;
  let lastPhase = '';
  let isLineOpen = false;
  const print = (progress: JobProgress) => {
    const isNewPhase = progress.phase !== lastPhase;
    if (!isNewPhase && monotonicMs() - lastMs < (stream.isTTY ? 100 : 5000)) return;
    if (isNewPhase && isLineOpen) stream.write('\n');
    lastMs = monotonicMs();
    lastPhase = progress.phase;
    stream.write(stream.isTTY ? `\r\u001b[2K${progressLine(progress)}` : `${progressLine(progress)}\n`);
    isLineOpen = stream.isTTY ?? false;
  };
  const end = () => {
    if (isLineOpen) stream.write('\n');
    isLineOpen = false;
  };
  return { print, end };
}
