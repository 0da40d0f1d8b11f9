import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { monotonicMs } from '@/lib/foundation/clock';
import { atMost, type BenchRow, figure } from '../bench-row';
import { median, quantile } from '../cost';
import { keepAsking, type ServingWorkspace } from './serving-workspace';

const clients = 8;

type Gap = { p99Ms: number; maxMs: number };

/** The time between two turns of a 1 ms timer: 1 ms and a little when nothing holds the loop up. */
async function gapDuring(durationMs: number): Promise<Gap> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await pause(durationMs);
  delay.disable();
  return { p99Ms: delay.percentile(99) / 1e6, maxMs: delay.max / 1e6 };
}

/** How long the process of the web side is held up while its release host computes without a break. */
export async function measureEventLoop(workspace: ServingWorkspace, isQuick: boolean): Promise<BenchRow[]> {
  const [rounds, durationMs] = isQuick ? [2, 1_000] : [3, 8_000];
  const idle = await gapDuring(durationMs / 2);
  const gaps: Gap[] = [];
  const latencies: number[] = [];
  const startMs = monotonicMs();
  for (let round = 0; round < rounds; round++) {
    const asking = keepAsking(workspace, { clients, nowMs: monotonicMs });
    await pause(durationMs / 8);
    gaps.push(await gapDuring(durationMs));
    await asking.stop();
    latencies.push(...asking.answers.map(({ latencyMs }) => latencyMs));
  }
  const perS = latencies.length / ((monotonicMs() - startMs) / 1000);
  const how = `${clients} clients without pause, K = 60, ${rounds} x ${durationMs / 1000} s; idle before: p99 ${idle.p99Ms.toFixed(1)} ms, max ${idle.maxMs.toFixed(1)} ms`;
  return [
    atMost('event-loop gap, p99', median(gaps.map(({ p99Ms }) => p99Ms)), 6, 'ms', `${how}; median of rounds`),
    atMost('event-loop gap, max', Math.max(...gaps.map(({ maxMs }) => maxMs)), 50, 'ms', 'the worst of all rounds'),
    figure(
      'answered meanwhile',
      perS,
      'queries/s',
      `latency p50 ${quantile(latencies, 0.5).toFixed(0)} ms, p99 ${quantile(latencies, 0.99).toFixed(0)} ms`,
    ),
  ];
}
