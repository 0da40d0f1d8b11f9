import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '@/lib/foundation/clock';
import { rollBackRelease } from '@/lib/releases/roll-back-release';
import { releaseName } from '@/lib/serving/routing-snapshot';
import { WebNode } from '@/lib/serving/web-node';
import { atMost, type BenchRow, mustHold } from '../bench-row';
import { median } from '../cost';
import { benchActor } from '../workspace';
import { keepAsking, promote, type ServingWorkspace } from './serving-workspace';

/** Applications keep asking at this pace, so that the first answer after a commit is seen soon. */
const asking = { clients: 2, pauseMs: 5, nowMs: systemClock.nowMs };

const pidsOf = (node: WebNode) =>
  node.supervisor
    .status()
    .map(({ id, pid }) => `${id}:${pid}`)
    .sort()
    .join();

/**
 * Rolls back again and again between the live release and the warm one: how soon after the commit the other release
 * answers here and on a second node, and whether anything was loaded for it.
 */
export async function measureRollback(
  node: WebNode,
  workspace: ServingWorkspace,
  isQuick: boolean,
): Promise<BenchRow[]> {
  const rounds = isQuick ? 2 : 10;
  const [first, second] = workspace.releaseIds;
  // The first is live already, so it becomes the warm one.
  await promote(node, second);
  const other = new WebNode();
  await other.start();
  try {
    await until(() => other.supervisor.ready(first) !== undefined && other.supervisor.ready(second) !== undefined);
    const clients = keepAsking(workspace, asking);
    await pause(500);
    const before = pidsOf(node);
    const answered: number[] = [];
    const followed: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const { releaseId, number, commitMs } = await rollBackRelease(benchActor, { reason: 'bench' }, node);
      await until(() => other.routing().answeringReleaseId === releaseId);
      followed.push(systemClock.nowMs() - commitMs);
      const name = releaseName(number);
      const isNext = (answer: { release: string; finishedMs: number }) =>
        answer.release === name && answer.finishedMs >= commitMs;
      await until(() => clients.answers.some(isNext));
      answered.push((clients.answers.find(isNext)?.finishedMs ?? Number.NaN) - commitMs);
      await pause(300);
    }
    await clients.stop();
    const how = `${rounds} rollbacks under 2 clients; median ${median(answered).toFixed(0)} ms; the request itself included`;
    return [
      atMost('rollback, commit to next answer', Math.max(...answered), 100, 'ms', how),
      atMost(
        'rollback, models or indexes loaded',
        before === pidsOf(node) ? 0 : 1,
        0,
        '',
        'the same host processes before and after',
      ),
      atMost(
        'rollback, seen on another node',
        Math.max(...followed),
        1_000,
        'ms',
        `median ${median(followed).toFixed(0)} ms after the commit`,
      ),
      mustHold(
        'no request failed',
        clients.failures.length === 0,
        `${clients.answers.length} answered during the rollbacks`,
      ),
    ];
  } finally {
    await other.stop();
  }
}

async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await pause(2);
}
