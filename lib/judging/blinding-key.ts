import { z } from 'zod';
import type { StudySettings } from '@/lib/contracts/study';
import type { DbOrTx, Tx } from '@/lib/db/client';
import { Conflict, Internal } from '@/lib/foundation/errors';
import { randomToken } from '@/lib/foundation/random';
import { commitmentOf, type SideMeaning, type StudySecret, secretUniform } from './blinding-commitment';
import { chooseLeft } from './choose-sides';
import { outcomeOfItem, preferredOf } from './outcome-of-item';
import { findStop } from './stopping-path';
import type { ArmLabel, Choice } from './study';
import { isFirstMeaning, SideHistory, type SideRecord } from './verify-sides';

/**
 * The only file that reads and writes the table of secrets. While a study is open, what leaves this file is sides,
 * pooled counts and yes or no: never an arm.
 */
const mappingSchema = z.record(z.string(), z.enum(['arm_a', 'arm_b', 'expected', 'other']));

/** A new secret: 256 random bits beside the mapping. */
export const newSecret = (mapping: Record<string, SideMeaning>): StudySecret => ({ nonce: randomToken(32), mapping });

/** Stores the secret of a study that opens. @returns its commitment */
export async function storeSecret(tx: Tx, studyId: string, secret: StudySecret): Promise<string> {
  await tx.blindingKey.create({ data: { studyId, nonce: secret.nonce, mapping: { ...secret.mapping } } });
  return commitmentOf(secret);
}

/** Secrets never change once stored, so a process may remember the last few. */
const remembered = new Map<string, StudySecret>();
const mostRemembered = 16;

async function secretOf(reader: DbOrTx, studyId: string): Promise<StudySecret> {
  const known = remembered.get(studyId);
  if (known) return known;
  const row = await reader.blindingKey.findUnique({ where: { studyId } });
  if (!row) throw new Internal('An open study has no secret.');
  const secret = { nonce: row.nonce, mapping: mappingSchema.parse(row.mapping) };
  if (remembered.size >= mostRemembered) remembered.delete(remembered.keys().next().value as string);
  remembered.set(studyId, secret);
  return secret;
}

/**
 * Reads the secret for closing, in the transaction that closes.
 *
 * @throws {Conflict} if the study is not open: nothing else may ask
 */
export async function revealSecret(tx: Tx, studyId: string): Promise<StudySecret> {
  const study = await tx.study.findUnique({ where: { id: studyId }, select: { state: true } });
  if (study?.state !== 'open') throw new Conflict('Only an open study can be unblinded, and only by closing it.');
  return secretOf(tx, studyId);
}

type View = Pick<SideRecord, 'judgeId' | 'itemId' | 'round'>;

/**
 * The sides of a new view of an item.
 *
 * @param answerIds  the two opaque answers of the item
 * @param earlier    all assignments of this judge and of this item so far, in the order they were made
 */
export async function decideSides(
  tx: Tx,
  studyId: string,
  view: View,
  answerIds: readonly [string, string],
  earlier: { ofJudge: readonly SideRecord[]; ofItem: readonly SideRecord[] },
): Promise<{ leftAnswerId: string; rightAnswerId: string }> {
  const { nonce, mapping } = await secretOf(tx, studyId);
  const leftOf = (record: SideRecord) => (isFirst(mapping[record.leftAnswerId]) ? 'first' : 'second');
  const judge = new SideHistory();
  for (const record of earlier.ofJudge) judge.add(record, leftOf(record));
  const item = new SideHistory();
  for (const record of earlier.ofItem) item.add(record, leftOf(record));
  const facts = { ...judge.factsFor(view, nonce), itemLefts: item.factsFor(view, nonce).itemLefts };
  const left = chooseLeft(facts);
  const [a, b] = answerIds;
  const [first, second] = isFirst(mapping[a]) ? [a, b] : [b, a];
  return left === 'first'
    ? { leftAnswerId: first, rightAnswerId: second }
    : { leftAnswerId: second, rightAnswerId: first };
}

const isFirst = (meaning: SideMeaning | undefined): boolean => meaning !== undefined && isFirstMeaning(meaning);

/** A secret chance in [0, 1) for scheduling gold and repeated pairs, which nobody may foresee. */
export async function secretChance(tx: Tx, studyId: string, label: string): Promise<number> {
  return secretUniform((await secretOf(tx, studyId)).nonce, label);
}

/** Whether a choice on a training pair was the expected one. */
export async function isExpectedChoice(
  tx: Tx,
  studyId: string,
  view: { choice: Choice; leftAnswerId: string; rightAnswerId: string },
): Promise<boolean> {
  const { mapping } = await secretOf(tx, studyId);
  const { choice, leftAnswerId, rightAnswerId } = view;
  const [left, right] = [mapping[leftAnswerId], mapping[rightAnswerId]];
  return left !== undefined && right !== undefined && preferredOf({ choice, left, right }) === 'expected';
}

/** A settled judgment of an open study, as the live statistic needs it. */
export type SettledJudgment = {
  itemId: string;
  choice: Choice;
  leftAnswerId: string;
  rightAnswerId: string;
};

/** What everybody may see of an open study: pooled, without direction. */
export type LiveState = { queriesFinished: number; decided: number; judgedEqual: number; isStopReached: boolean };

/**
 * Applies the stopping rule to an open study.
 *
 * @param settled  counted judgments whose undo window is over, in the order in which they settled
 * @param planned  judgments planned for each item
 */
export async function liveState(
  reader: DbOrTx,
  studyId: string,
  settled: readonly SettledJudgment[],
  planned: ReadonlyMap<string, number>,
  settings: StudySettings,
): Promise<LiveState> {
  const { mapping } = await secretOf(reader, studyId);
  const byItem = new Map<string, (ArmLabel | 'tie')[]>();
  const path: boolean[] = [];
  let judgedEqual = 0;
  for (const { itemId, choice, leftAnswerId, rightAnswerId } of settled) {
    const preferred = armPreferred(choice, mapping[leftAnswerId], mapping[rightAnswerId]);
    const seen = [...(byItem.get(itemId) ?? []), preferred];
    byItem.set(itemId, seen);
    if (seen.length !== planned.get(itemId)) continue;
    const outcome = outcomeOfItem(false, seen, seen.length);
    if (outcome === 'judged_equal') judgedEqual++;
    else path.push(outcome === 'arm_b');
  }
  return {
    queriesFinished: path.length + judgedEqual,
    decided: path.length,
    judgedEqual,
    isStopReached: findStop(path, settings) !== undefined,
  };
}

/** @throws {Internal} if an answer of a main item is not one of the two arms */
export function armPreferred(
  choice: Choice,
  left: SideMeaning | undefined,
  right: SideMeaning | undefined,
): ArmLabel | 'tie' {
  if (left === undefined || right === undefined) throw new Internal('An assignment shows an answer without a meaning.');
  const preferred = preferredOf({ choice, left, right });
  if (preferred === 'expected' || preferred === 'other') throw new Internal('A known pair was counted as a main one.');
  return preferred;
}

/** Forgets remembered secrets; tests that swap databases need it. */
export const forgetSecrets = (): void => remembered.clear();
