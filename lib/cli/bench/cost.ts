import { monotonicMs } from '@/lib/foundation/clock';

/** What work cost this process: CPU time counts all its threads, children are processes of their own. */
export type Cost = { cpuMs: number; wallMs: number };

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Runs work and measures it. Means something only while the process does nothing else. */
export async function costOf<T>(work: () => T | Promise<T>): Promise<Cost & { value: T }> {
  const startCpuMs = cpuMs();
  const startMs = monotonicMs();
  const value = await work();
  return { value, wallMs: monotonicMs() - startMs, cpuMs: cpuMs() - startCpuMs };
}

/** The share `q` of sorted values lies at or below the returned one; NaN for none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

/** The middle value; of an even number of values the mean of the two in the middle; NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}
