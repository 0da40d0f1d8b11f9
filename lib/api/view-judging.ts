import type { Actor } from '@/lib/auth/actor';
import type { Claimed, Guesses, JudgingStudies, SentJudgment } from '@/lib/contracts/judging';
import type { JudgeItem, SkipItem, SubmitJudgment } from '@/lib/contracts/study';
import { claimItem, renewLeases } from '@/lib/judging/claim-item';
import { skipItem } from '@/lib/judging/skip-item';
import { applyStoppingRule, guessItems, judgeProgress } from '@/lib/judging/study-progress';
import { listStudiesOfJudge } from '@/lib/judging/study-report';
import { submitJudgment } from '@/lib/judging/submit-judgment';
import { undoJudgment } from '@/lib/judging/undo-judgment';

// Everything here is what annotators get. Objects are built key by key, so that nothing can ride along.

/** Studies that a person may judge in. */
export async function viewJudgingStudies(actor: Actor): Promise<JudgingStudies> {
  const studies = await listStudiesOfJudge(actor);
  return {
    studies: await Promise.all(
      studies.map(async ({ id, protocol }, i) => ({
        id,
        number: i + 1,
        protocol,
        progress: await judgeProgress(actor, id),
      })),
    ),
  };
}

/** The next pair for a judge, or none. */
export async function claimNext(actor: Actor, studyId: string, holding: readonly string[]): Promise<Claimed> {
  const item = await claimItem(actor, studyId, holding);
  return { item: item ?? null, progress: await judgeProgress(actor, studyId) };
}

/** Saves a judgment and looks whether the study has reached its stop. */
export async function sendJudgment(actor: Actor, studyId: string, body: SubmitJudgment): Promise<SentJudgment> {
  const result = await submitJudgment(actor, body);
  await applyStoppingRule(studyId);
  return { result, progress: await judgeProgress(actor, studyId) };
}

/** Takes the last judgment back and gives its pair again. */
export async function takeBack(actor: Actor, studyId: string): Promise<Claimed> {
  const item: JudgeItem = await undoJudgment(actor, studyId);
  return { item, progress: await judgeProgress(actor, studyId) };
}

/** Gives a pair back with a reason. */
export async function skipPair(actor: Actor, studyId: string, body: SkipItem): Promise<Claimed> {
  await skipItem(actor, body);
  return { item: null, progress: await judgeProgress(actor, studyId) };
}

/** Keeps the pairs in hand leased. */
export async function renewPairs(actor: Actor, studyId: string): Promise<{ until: string | null }> {
  return { until: (await renewLeases(actor, studyId))?.toISOString() ?? null };
}

/** Pairs about which a judge who has finished is asked. */
export const viewGuesses = async (actor: Actor, studyId: string): Promise<Guesses> => ({
  items: await guessItems(actor, studyId),
});
