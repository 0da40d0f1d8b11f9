import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '@/lib/foundation/clock';
import { rollBackRelease } from '@/lib/releases/roll-back-release';
import type { WebNode } from '@/lib/serving/web-node';
import { atMost, type BenchRow, figure, mustHold, type SuiteContext } from '../bench-row';
import { median } from '../cost';
import { benchActor } from '../workspace';
import { keepAsking, promote, type ServingWorkspace } from './serving-workspace';

const megabyte = 2 ** 20;
type Memory = { webMb: number; hostsMb: number };

/**
 * Promotes a release that is not loaded, rolls back, and again: every cycle starts a host and retires one, under load.
 * Memory is read at the same moment of an early and a late cycle.
 */
export async function measureCycles(
  node: WebNode,
  workspace: ServingWorkspace,
  { isQuick, progress }: SuiteContext,
): Promise<BenchRow[]> {
  const [cycles, early] = isQuick ? [6, 2] : [50, 5];
  const clients = keepAsking(workspace, { clients: 2, pauseMs: 20, nowMs: systemClock.nowMs });
  const readings = new Map<number, Memory>();
  for (let cycle = 1; cycle <= cycles; cycle++) {
    const loaded = node.supervisor.status().map(({ id }) => id);
    await promote(node, workspace.releaseIds.find((id) => !loaded.includes(id)) ?? workspace.releaseIds[0]);
    await rollBackRelease(benchActor, { reason: 'bench' }, node);
    if (cycle === early || cycle === cycles) readings.set(cycle, await readMemory(node));
    if (cycle % 10 === 0) progress(`cycle ${cycle} of ${cycles}`);
  }
  await clients.stop();
  const [before, after] = [readings.get(early), readings.get(cycles)] as [Memory, Memory];
  const total = ({ webMb, hostsMb }: Memory) => webMb + hostsMb;
  const how = `${total(before).toFixed(0)} MB after ${early} promote/rollback cycles, ${total(after).toFixed(0)} MB after ${cycles}`;
  return [
    atMost(
      `resident memory, cycle ${cycles} / cycle ${early}`,
      total(after) / total(before),
      1.05,
      'x',
      `${how}; web side and its hosts, median of 5 readings`,
    ),
    figure(
      'of it, the web side',
      after.webMb / before.webMb,
      'x',
      `${before.webMb.toFixed(0)} MB, then ${after.webMb.toFixed(0)} MB; it also runs the clients of the bench`,
    ),
    figure(
      'of it, the hosts',
      after.hostsMb / before.hostsMb,
      'x',
      `${before.hostsMb.toFixed(0)} MB, then ${after.hostsMb.toFixed(0)} MB`,
    ),
    mustHold(
      'no request failed',
      clients.failures.length === 0,
      `${clients.answers.length.toLocaleString('en')} answered during ${2 * cycles} moves`,
    ),
    mustHold(
      'no answer mixes releases',
      isUnmixed(clients.answers),
      'all answers of a release to a question are the same list',
    ),
  ];
}

/** What the system gives to the web side and to every host that stays after the cycle. */
async function readMemory(node: WebNode): Promise<Memory> {
  // A retiring host has its drain behind it then, and a fresh one its warm-up.
  await pause(2_000);
  const readings: Memory[] = [];
  for (let reading = 0; reading < 5; reading++) {
    (globalThis as { gc?: () => void }).gc?.();
    let hosts = 0;
    for (const { id } of node.supervisor.status()) {
      const host = node.supervisor.ready(id);
      if (host) hosts += (await host.call<'memory'>({ kind: 'memory' })).rssBytes;
    }
    readings.push({ webMb: process.memoryUsage.rss() / megabyte, hostsMb: hosts / megabyte });
    await pause(300);
  }
  return { webMb: median(readings.map(({ webMb }) => webMb)), hostsMb: median(readings.map(({ hostsMb }) => hostsMb)) };
}

function isUnmixed(answers: readonly { question: string; release: string; ids: string }[]): boolean {
  const known = new Map<string, string>();
  return answers.every(({ question, release, ids }) => {
    const key = `${release}\n${question}`;
    const earlier = known.get(key);
    known.set(key, ids);
    return earlier === undefined || earlier === ids;
  });
}
