import { setTimeout as pause } from 'node:timers/promises';
import { monotonicMs } from '@/lib/foundation/clock';
import { seededRandom } from '@/lib/foundation/random';
import { claimItem } from '@/lib/judging/claim-item';
import { submitJudgment } from '@/lib/judging/submit-judgment';
import { atMost, type BenchRow, figure } from '../bench-row';
import { quantile } from '../cost';
import { type Judge, makeOpenStudy } from './open-study';

const judgeCount = 50;
/** Mean time over a pair: nobody reads two answers faster for long. */
const meanThinkingMs = 5_000;

/** Fifty judges who read: the time from asking for the next pair to having it, as the server adds to every key press. */
export async function measurePace(where: string, isQuick: boolean): Promise<BenchRow[]> {
  const durationMs = isQuick ? 8_000 : 60_000;
  const { studyId, judges } = await makeOpenStudy(isQuick ? 200 : 1_500, judgeCount);
  const times: Times = { claimMs: [], submitMs: [] };
  const untilMs = monotonicMs() + durationMs;
  await Promise.all(judges.map((judge, seed) => judgeAtPace(judge, studyId, seed, untilMs, times)));
  const how = `${judgeCount} judges, ${meanThinkingMs / 1000} s a pair on average, ${durationMs / 1000} s; ${where}`;
  return [
    atMost('next item, p99', quantile(times.claimMs, 0.99), 100, 'ms', `${times.claimMs.length} asked for by ${how}`),
    figure('next item, median', quantile(times.claimMs, 0.5), 'ms', how),
    figure('saving a judgment, p99', quantile(times.submitMs, 0.99), 'ms', how),
  ];
}

type Times = { claimMs: number[]; submitMs: number[] };

async function judgeAtPace(judge: Judge, studyId: string, seed: number, untilMs: number, times: Times): Promise<void> {
  const random = seededRandom(1_000 + seed);
  const timed = async <T>(list: number[], work: () => Promise<T>): Promise<T> => {
    const startMs = monotonicMs();
    const value = await work();
    list.push(monotonicMs() - startMs);
    return value;
  };
  await pause(random.next() * meanThinkingMs);
  for (let n = 0; monotonicMs() < untilMs; n++) {
    const item = await timed(times.claimMs, () => claimItem(judge, studyId));
    if (!item) return;
    await pause(-Math.log(1 - random.next()) * meanThinkingMs);
    const ballot = {
      token: item.token,
      choice: 'tie' as const,
      durationMs: 5_000,
      idempotencyKey: `pace-${seed}-${n}-0000`,
    };
    await timed(times.submitMs, () => submitJudgment(judge, ballot));
  }
}
