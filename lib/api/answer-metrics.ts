import { monitorEventLoopDelay } from 'node:perf_hooks';
import { bucketBoundsMs } from '@/lib/serving/latency-histogram';
import { type TimedStep, timedSteps } from '@/lib/serving/request-statistics';
import { webNode } from '@/lib/serving/web-node';

const eventLoop = monitorEventLoopDelay({ resolution: 5 });
eventLoop.enable();

const escaped = (value: string): string => value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
const labels = (pairs: Record<string, string>): string =>
  `{${Object.entries(pairs)
    .map(([key, value]) => `${key}="${escaped(value)}"`)
    .join(',')}}`;

/** Prometheus text format: requests, failures and latency histograms by release and step, hosts, event loop, memory. */
export function answerMetrics(): Response {
  const node = webNode();
  const lines: string[] = [];
  const metric = (name: string, type: string, help: string) =>
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
  metric('mixstage_requests_total', 'counter', 'Retrievals answered or failed, by release.');
  for (const [release, counts] of node.statistics.totals)
    lines.push(`mixstage_requests_total${labels({ release })} ${counts.requests}`);
  metric('mixstage_request_failures_total', 'counter', 'Retrievals that failed, by release.');
  for (const [release, counts] of node.statistics.totals)
    lines.push(`mixstage_request_failures_total${labels({ release })} ${counts.failures}`);
  metric('mixstage_step_duration_ms', 'histogram', 'Time of each step of the pipeline in milliseconds.');
  for (const [release, counts] of node.statistics.totals) {
    for (const step of timedSteps) lines.push(...histogramLines(release, step, counts.histograms[step]));
  }
  metric('mixstage_host_ready', 'gauge', '1 if a host of the release can answer.');
  metric('mixstage_host_in_flight', 'gauge', 'Requests a host works on.');
  for (const host of node.supervisor.status()) {
    lines.push(`mixstage_host_ready${labels({ release: host.id, role: host.role })} ${host.state === 'ready' ? 1 : 0}`);
    lines.push(`mixstage_host_in_flight${labels({ release: host.id, role: host.role })} ${host.inFlight}`);
  }
  metric('mixstage_event_loop_delay_ms', 'gauge', 'Delay of the event loop since the start.');
  for (const quantile of [50, 99])
    lines.push(
      `mixstage_event_loop_delay_ms${labels({ quantile: String(quantile / 100) })} ${(eventLoop.percentile(quantile) / 1e6).toFixed(3)}`,
    );
  metric('mixstage_resident_memory_bytes', 'gauge', 'Resident memory of the web process.');
  lines.push(`mixstage_resident_memory_bytes ${process.memoryUsage.rss()}`);
  return new Response(`${lines.join('\n')}\n`, {
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
  });
}

/** Every fourth bound is enough for a dashboard. The sum is estimated from the buckets' upper bounds. */
function histogramLines(release: string, step: TimedStep, histogram: readonly number[]): string[] {
  const name = 'mixstage_step_duration_ms';
  const lines: string[] = [];
  let cumulative = 0;
  let sum = 0;
  histogram.forEach((count, i) => {
    cumulative += count;
    const bound = bucketBoundsMs[i];
    sum += count * (bound ?? 60_000);
    if (bound !== undefined && i % 4 === 0)
      lines.push(`${name}_bucket${labels({ release, step: step.slice(0, -2), le: String(bound) })} ${cumulative}`);
  });
  const own = labels({ release, step: step.slice(0, -2) });
  return [
    ...lines,
    `${name}_bucket${labels({ release, step: step.slice(0, -2), le: '+Inf' })} ${cumulative}`,
    `${name}_sum${own} ${sum.toFixed(3)}`,
    `${name}_count${own} ${cumulative}`,
  ];
}
