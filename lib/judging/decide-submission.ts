/** What the server knows about a submission at the moment it locks the judge. */
export type SubmissionFacts = {
  /** the submission that carried the same idempotency key before, if any */
  earlierWithKey: { hasSameBody: boolean } | undefined;
  /** the assignment that the token names, if it is this judge's */
  assignment:
    | { id: string; state: 'active' | 'done' | 'skipped' | 'lapsed'; standing: { hasSameBody: boolean } | undefined }
    | undefined;
  /** the slots of the item; none for training, gold and repeated pairs, which need no slot */
  slots: readonly SlotFact[] | undefined;
  isJudgeRemoved: boolean;
  isStudyOpen: boolean;
};

export type SlotFact = {
  id: string;
  state: 'open' | 'leased' | 'done';
  assignmentId: string | null;
  isLapsed: boolean;
};

export type SubmissionDecision =
  | { kind: 'replay' }
  | { kind: 'replay_standing' }
  | { kind: 'count'; slotId: string | undefined }
  | { kind: 'surplus' }
  | { kind: 'refuse'; reason: 'unknown_token' | 'key_reused' | 'judged_already' | 'skipped_already' };

/**
 * What becomes of a submission: counted exactly once, kept as surplus when it came too late, answered again when it was
 * answered before. A person's work is never thrown away.
 *
 * The order matters. Asking "is the slot taken?" before "did this judge send this already?" tells people who retry after
 * a lost reply that their work is gone.
 */
export function decideSubmission(facts: SubmissionFacts): SubmissionDecision {
  const { earlierWithKey, assignment, slots } = facts;
  if (earlierWithKey) {
    return earlierWithKey.hasSameBody ? { kind: 'replay' } : { kind: 'refuse', reason: 'key_reused' };
  }
  if (!assignment) return { kind: 'refuse', reason: 'unknown_token' };
  if (assignment.state === 'done') {
    return assignment.standing?.hasSameBody
      ? { kind: 'replay_standing' }
      : { kind: 'refuse', reason: 'judged_already' };
  }
  if (assignment.state === 'skipped') return { kind: 'refuse', reason: 'skipped_already' };
  if (!facts.isStudyOpen || facts.isJudgeRemoved) return { kind: 'surplus' };
  if (slots === undefined) return { kind: 'count', slotId: undefined };
  const own = slots.find((slot) => slot.assignmentId === assignment.id && slot.state === 'leased');
  const free = own ?? slots.find((slot) => slot.state === 'open' || (slot.state === 'leased' && slot.isLapsed));
  return free ? { kind: 'count', slotId: free.id } : { kind: 'surplus' };
}

/** How long a judgment can be taken back, in milliseconds; it ends earlier with the judge's next submission. */
export const undoWindowMs = 30_000;

/** Judgments faster or slower than this are marked, never dropped. */
export const paceOf = (durationMs: number): 'fast' | 'slow' | 'usual' =>
  durationMs < 2000 ? 'fast' : durationMs > 30 * 60_000 ? 'slow' : 'usual';
