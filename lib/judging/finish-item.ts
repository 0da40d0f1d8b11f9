import type { StudySettings } from '@/lib/contracts/study';
import type { Tx } from '@/lib/db/client';
import { longestAnswer, normaliseAnswer, type RetrievedDocument } from './normalise-answer';
import { maskReveals, mustQuarantine, type RevealFlag, scanForReveals } from './reveal-scan';
import type { StudyArms } from './study';

/** An answer made fit for a blind eye, with what was found in it. */
export type PreparedAnswer = {
  text: string;
  sources: { number: number; title: string; text: string }[];
  flags: RevealFlag[];
  problem: 'empty' | 'too_long' | undefined;
};

/** Names that no judge may read: those of the arms, and what the operator added. */
export const hiddenNames = (arms: StudyArms, settings: Pick<StudySettings, 'hiddenNames'>): string[] => [
  arms.arm_a.name,
  arms.arm_a.id,
  arms.arm_b.name,
  arms.arm_b.id,
  ...settings.hiddenNames,
];

/** Normalises, scans and masks one answer. */
export function prepareAnswer(
  raw: string,
  documents: readonly RetrievedDocument[],
  names: readonly string[],
): PreparedAnswer {
  const { text, sources } = normaliseAnswer(raw, documents);
  const flags = scanForReveals(text, names);
  const masked = maskReveals(text, names);
  return {
    text: masked,
    sources: sources.map((source) => ({
      ...source,
      title: maskReveals(source.title, names),
      text: maskReveals(source.text, names),
    })),
    flags,
    problem: masked === '' ? 'empty' : masked.length > longestAnswer ? 'too_long' : undefined,
  };
}

type AnswerFacts = { state: string; flags: readonly RevealFlag[] };

/**
 * The state of an item from its two answers: failed when one failed (a failure is never judged), quarantined when one
 * speaks to the judge, ready when both are there.
 */
export function stateOfItem(answers: readonly AnswerFacts[]): 'waiting' | 'ready' | 'failed' | 'quarantined' {
  if (answers.some((answer) => answer.state === 'failed')) return 'failed';
  if (answers.length < 2 || answers.some((answer) => answer.state !== 'ready')) return 'waiting';
  return answers.some((answer) => mustQuarantine(answer.flags)) ? 'quarantined' : 'ready';
}

/** Writes the state of an item after one of its answers changed. The flags name the arm for the operator's review. */
export async function updateItemState(tx: Tx, itemId: string, names: readonly string[]): Promise<void> {
  const answers = await tx.studyAnswer.findMany({ where: { itemId }, orderBy: { arm: 'asc' } });
  const scanned = answers.map((answer) => ({
    arm: answer.arm,
    state: answer.state,
    flags: answer.raw === null ? [] : scanForReveals(normaliseAnswer(answer.raw, []).text, names),
  }));
  const flags = scanned.flatMap(({ arm, flags }) => flags.map(({ kind, phrase }) => ({ arm, kind, phrase })));
  await tx.studyItem.update({
    where: { id: itemId },
    data: { state: stateOfItem(scanned), flags: JSON.parse(JSON.stringify(flags)) },
  });
}
