import type { Tx } from '@/lib/db/client';
import { Internal } from '@/lib/foundation/errors';
import type { SideMeaning } from './blinding-commitment';
import { armPreferred } from './blinding-key';
import { outcomeOfItem, preferredOf } from './outcome-of-item';
import { plannedJudgments, type StudyRecord } from './store';
import type { ArmLabel, Choice } from './study';
import type { StudyFacts, UnblindedItem, UnblindedJudgment } from './study-facts';

type Mapping = Readonly<Record<string, SideMeaning>>;

/**
 * Reads a study together with its key: every item with its outcome, every judgment with what it preferred. Only for
 * closing.
 */
export async function readFacts(
  tx: Tx,
  study: StudyRecord,
  mapping: Mapping,
): Promise<Pick<StudyFacts, 'items' | 'judgments' | 'guesses'>> {
  const rows = await standingJudgments(tx, study.id);
  const judges = await judgeNames(tx, study.id);
  const judgments = rows.map((row): UnblindedJudgment => {
    const [left, right] = [mapping[row.assignment.leftAnswerId], mapping[row.assignment.rightAnswerId]];
    if (!left || !right) throw new Internal('An assignment shows an answer without a meaning.');
    return {
      itemId: row.itemId,
      judge: judges.get(row.judgeId) ?? 'judge',
      kind: row.item.kind as UnblindedJudgment['kind'],
      round: row.assignment.round,
      choice: row.choice as Choice,
      challengerSide: left === 'arm_b' || left === 'expected' ? 'left' : 'right',
      preferred: preferredOf({ choice: row.choice as Choice, left, right }),
      isBothBad: row.isBothBad,
      isSurplus: row.isSurplus,
      durationMs: row.durationMs,
    };
  });
  const items = await readItems(tx, study.id, rows, mapping);
  return { items, judgments, guesses: await readGuesses(tx, study.id, mapping) };
}

const standingJudgments = (tx: Tx, studyId: string) =>
  tx.judgment.findMany({
    where: { studyId, isUndone: false },
    // The order in which the live statistic counted them; what was still undoable comes last.
    orderBy: [{ settlesAt: 'asc' }, { id: 'asc' }],
    include: { assignment: true, item: { select: { kind: true } } },
  });
type StandingJudgment = Awaited<ReturnType<typeof standingJudgments>>[number];

/** Judges are numbered in the order they were added: reports name nobody. */
async function judgeNames(tx: Tx, studyId: string): Promise<Map<string, string>> {
  const judges = await tx.studyJudge.findMany({ where: { studyId }, orderBy: [{ addedAt: 'asc' }, { id: 'asc' }] });
  return new Map(judges.map((judge, i) => [judge.id, `judge ${i + 1}`]));
}

async function readItems(
  tx: Tx,
  studyId: string,
  rows: readonly StandingJudgment[],
  mapping: Mapping,
): Promise<UnblindedItem[]> {
  const planned = await plannedJudgments(tx, studyId);
  const seen = new Map<string, (ArmLabel | 'tie')[]>();
  const order = new Map<string, number>();
  for (const row of rows) {
    if (row.isSurplus || row.item.kind !== 'main' || row.assignment.round !== 1) continue;
    const { leftAnswerId, rightAnswerId } = row.assignment;
    const preferred = armPreferred(row.choice as Choice, mapping[leftAnswerId], mapping[rightAnswerId]);
    const list = [...(seen.get(row.itemId) ?? []), preferred];
    seen.set(row.itemId, list);
    if (list.length === planned.get(row.itemId)) order.set(row.itemId, order.size);
  }
  const items = await tx.studyItem.findMany({
    where: { studyId, kind: 'main' },
    orderBy: { ordinal: 'asc' },
    include: { answers: { select: { arm: true, text: true, retrievalMs: true } } },
  });
  return items.map((item) => ({
    id: item.id,
    queryId: item.queryId,
    stratum: item.stratum,
    state: item.state as UnblindedItem['state'],
    outcome: outcomeOfItem(item.state === 'identical', seen.get(item.id) ?? [], planned.get(item.id) ?? 0),
    finishedOrder: order.get(item.id),
    lengths: byArm(item.answers, (answer) => answer.text?.length),
    retrievalMs: byArm(item.answers, (answer) => answer.retrievalMs ?? undefined),
  }));
}

/** A number of both arms, or nothing if one of them has none. */
function byArm<T extends { arm: string }>(answers: readonly T[], read: (answer: T) => number | undefined) {
  const numberOf = (arm: ArmLabel) => {
    const answer = answers.find((candidate) => candidate.arm === arm);
    return answer ? read(answer) : undefined;
  };
  const [a, b] = [numberOf('arm_a'), numberOf('arm_b')];
  return a === undefined || b === undefined ? undefined : { arm_a: a, arm_b: b };
}

async function readGuesses(tx: Tx, studyId: string, mapping: Mapping): Promise<StudyFacts['guesses']> {
  const rows = await tx.studyAssignment.findMany({ where: { studyId, guess: { not: null } } });
  const guesses = { right: 0, wrong: 0, unknown: 0 };
  for (const row of rows) {
    const challenger = mapping[row.leftAnswerId] === 'arm_b' ? 'left' : 'right';
    if (row.guess === 'unknown') guesses.unknown++;
    else if (row.guess === challenger) guesses.right++;
    else guesses.wrong++;
  }
  return guesses;
}
