import { type SideMeaning, type StudySecret, secretUniform } from './blinding-commitment';
import { chooseLeft, type SideFacts } from './choose-sides';

/** One assignment as it happened, in the order of `sequence`. */
export type SideRecord = {
  itemId: string;
  judgeId: string;
  round: number;
  leftAnswerId: string;
  rightAnswerId: string;
};

export type SideCheck = { assignments: number; isAsCommitted: boolean; firstDeviation: number | undefined };

/** The label under which the nonce decides one view. */
export const sideLabel = (judgeId: string, itemId: string, round: number): string => `${judgeId}:${itemId}:${round}`;

/** The first of the two meanings: the champion, or the expected answer. */
export const isFirstMeaning = (meaning: SideMeaning): boolean => meaning === 'arm_a' || meaning === 'expected';

type Lefts = { first: number; second: number };

/** What has been on the left so far, by item, by judge, and for each judge's view of an item. */
export class SideHistory {
  readonly #items = new Map<string, Lefts>();
  readonly #judges = new Map<string, Lefts>();
  readonly #views = new Map<string, 'first' | 'second'>();

  /** The facts that decide the sides of the next view. */
  factsFor({ judgeId, itemId, round }: Omit<SideRecord, 'leftAnswerId' | 'rightAnswerId'>, nonce: string): SideFacts {
    return {
      ownEarlierLeft: round > 1 ? this.#views.get(`${judgeId}:${itemId}`) : undefined,
      itemLefts: this.#items.get(itemId) ?? { first: 0, second: 0 },
      judgeLefts: this.#judges.get(judgeId) ?? { first: 0, second: 0 },
      uniform: secretUniform(nonce, sideLabel(judgeId, itemId, round)),
    };
  }

  add({ itemId, judgeId }: { itemId: string; judgeId: string }, left: 'first' | 'second'): void {
    increment(this.#items, itemId, left);
    increment(this.#judges, judgeId, left);
    this.#views.set(`${judgeId}:${itemId}`, left);
  }
}

function increment(counts: Map<string, Lefts>, id: string, left: 'first' | 'second'): void {
  const entry = counts.get(id) ?? { first: 0, second: 0 };
  entry[left]++;
  counts.set(id, entry);
}

/**
 * Replays all sides of a closed study from the revealed secret: shows that they came from the committed nonce and from
 * nothing else.
 *
 * @param records all assignments in the order they were made
 * @returns       position of the first assignment whose sides differ from what the nonce decides, if any
 */
export function verifySides(records: readonly SideRecord[], { nonce, mapping }: StudySecret): SideCheck {
  const history = new SideHistory();
  let firstDeviation: number | undefined;
  for (const [position, record] of records.entries()) {
    const seen = mapping[record.leftAnswerId];
    const decided = chooseLeft(history.factsFor(record, nonce));
    const actual = seen !== undefined && isFirstMeaning(seen) ? 'first' : 'second';
    if (seen === undefined || actual !== decided) firstDeviation ??= position;
    history.add(record, actual);
  }
  return { assignments: records.length, isAsCommitted: firstDeviation === undefined, firstDeviation };
}
