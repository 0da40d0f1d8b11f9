import { table } from '../command';
import type { BenchRow } from './bench-row';

export type SuiteReport = {
  suite: string;
  isQuick: boolean;
  cores: number;
  loadBefore: number;
  loadAfter: number;
  durationS: number;
  remarks: string[];
  rows: BenchRow[];
  /** in words, when the suite did not come to its end */
  failure: string | null;
};

/** From this load a core on CPU figures are disturbed too: caches and memory are shared. */
const busyLoadPerCore = 0.5;

/** What a reader must know about the machine to believe the figures; nothing is refused because of it. */
export function machineRemarks({ cores, loadBefore, isQuick }: Pick<SuiteReport, 'cores' | 'loadBefore' | 'isQuick'>) {
  const remarks: string[] = [];
  if (isQuick) remarks.push('quick: small sizes, the figures show that the suite works and little else');
  if (loadBefore > busyLoadPerCore * cores) {
    remarks.push(
      `machine busy: load ${loadBefore.toFixed(2)} on ${cores} cores before the suite began; wall times and latencies are too high, trust CPU ratios only`,
    );
  }
  return remarks;
}

/** One suite as text: a heading, remarks, a table. */
export function formatSuite(report: SuiteReport): string {
  const { suite, loadBefore, loadAfter, durationS, remarks, rows, failure } = report;
  const heading = `${suite}: ${durationS.toFixed(0)} s, load ${loadBefore.toFixed(2)} before, ${loadAfter.toFixed(2)} after`;
  const lines = rows.map((row) => [row.name, formatValue(row), row.limit ?? '', verdictOf(row), row.how]);
  return [
    heading,
    ...remarks.map((remark) => `! ${remark}`),
    ...(failure === null ? [] : [`! the suite failed: ${failure}`]),
    ...(lines.length === 0 ? [] : [table(['', 'VALUE', 'GOAL', '', 'HOW'], lines)]),
  ].join('\n');
}

function formatValue({ value, unit }: BenchRow): string {
  if (value === null) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return `${formatNumber(value)} ${unit}`.trim();
}

/** Three digits that matter; whole numbers from a hundred on. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return 'not computable';
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString('en');
  return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

const verdictOf = ({ isMet, value }: BenchRow): string =>
  value === null ? 'skipped' : isMet === null ? '' : isMet ? 'met' : 'MISSED';
