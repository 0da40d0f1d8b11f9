import { z } from 'zod';
import type { JudgeItem } from '@/lib/contracts/study';
import type { DbOrTx } from '@/lib/db/client';
import { Internal } from '@/lib/foundation/errors';
import { type Pair, readPair } from './store';

const sourcesSchema = z.array(z.strictObject({ number: z.number().int(), title: z.string(), text: z.string() }));

/** An assignment as far as its judge may be shown it. */
type Shown = { token: string; question: string; left: BlindText; right: BlindText };
type BlindText = { text: string; sources: unknown };

/**
 * All a judge may know about a pair: token, question, left, right; built key by key in this order, so that nothing can
 * ride along and the bytes do not depend on which arm is where.
 */
export function judgeItem({ token, question, left, right }: Shown): JudgeItem {
  const side = ({ text, sources }: BlindText) => ({ text, sources: sourcesSchema.parse(sources) });
  return { token, question, left: side(left), right: side(right) };
}

/** The view of an assignment on a pair. The two answers are told apart only by the ids that the assignment names. */
export function viewOf(
  assignment: { token: string; leftAnswerId: string; rightAnswerId: string },
  pair: Pair,
): JudgeItem {
  const left = pair.find((answer) => answer.id === assignment.leftAnswerId);
  const right = pair.find((answer) => answer.id === assignment.rightAnswerId);
  if (!left || !right) throw new Internal('An assignment names an answer that does not exist.');
  return judgeItem({ token: assignment.token, question: left.question, left, right });
}

/** Reads the pair behind an assignment. */
export const readJudgeItem = async (
  reader: DbOrTx,
  assignment: { token: string; itemId: string; leftAnswerId: string; rightAnswerId: string },
): Promise<JudgeItem> => viewOf(assignment, await readPair(reader, assignment.itemId));
