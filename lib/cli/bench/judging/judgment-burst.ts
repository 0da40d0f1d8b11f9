import { db } from '@/lib/db/client';
import { monotonicMs } from '@/lib/foundation/clock';
import { seededRandom } from '@/lib/foundation/random';
import { claimItem } from '@/lib/judging/claim-item';
import { submitJudgment } from '@/lib/judging/submit-judgment';
import { type BenchRow, figure, mustHold } from '../bench-row';
import { quantile } from '../cost';
import { type Judge, makeOpenStudy } from './open-study';

/** Judges who never think, click twice and open two tabs: every pair must be counted once, and nothing may be lost. */
export async function measureBurst(where: string, isQuick: boolean): Promise<BenchRow[]> {
  const [items, judgeCount] = isQuick ? [100, 10] : [2_000, 50];
  const { studyId, judges } = await makeOpenStudy(items, judgeCount);
  const claimMs: number[] = [];
  const unequal: string[] = [];
  const startMs = monotonicMs();
  await Promise.all(judges.map((judge, seed) => judgeAll(judge, studyId, seed, claimMs, unequal)));
  const seconds = (monotonicMs() - startMs) / 1000;
  const judgments = await db().judgment.findMany({
    where: { studyId },
    select: { itemId: true, isSurplus: true, isUndone: true },
  });
  const counted = judgments.filter(({ isSurplus, isUndone }) => !isSurplus && !isUndone);
  const isOnce = counted.length === items && new Set(counted.map(({ itemId }) => itemId)).size === items;
  const how = `${judgeCount} judges without a pause, one in five sends twice, one in ten asks from two tabs; ${where}`;
  return [
    mustHold(
      `${items.toLocaleString('en')} concurrent judgments counted once`,
      isOnce && judgments.length === items && unequal.length === 0,
      `${counted.length} counted, ${judgments.length} kept, ${unequal.length} double clicks with two replies; ${how}`,
    ),
    figure('judgments', items / seconds, '1/s', how),
    figure('next item without a pause, p99', quantile(claimMs, 0.99), 'ms', `waiting in line included; ${where}`),
  ];
}

async function judgeAll(judge: Judge, studyId: string, seed: number, claimMs: number[], unequal: string[]) {
  const random = seededRandom(seed);
  for (let n = 0; ; n++) {
    const startMs = monotonicMs();
    const tabs = random.next() < 0.1 ? 2 : 1;
    const [item] = await Promise.all(Array.from({ length: tabs }, () => claimItem(judge, studyId)));
    claimMs.push(monotonicMs() - startMs);
    if (!item) return;
    const choice = (['left', 'right', 'tie'] as const)[random.int(3)] ?? 'tie';
    const ballot = { token: item.token, choice, durationMs: 5_000, idempotencyKey: `bench-${seed}-${n}-0000` };
    const sends = random.next() < 0.2 ? [ballot, ballot] : [ballot];
    const replies = await Promise.all(sends.map((each) => submitJudgment(judge, each)));
    if (new Set(replies.map((reply) => JSON.stringify(reply))).size > 1) unequal.push(item.token);
  }
}
