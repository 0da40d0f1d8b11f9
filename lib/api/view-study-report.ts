import type { Actor } from '@/lib/auth/actor';
import { type StudyReport, studyReportSchema } from '@/lib/contracts/study-report';
import { db } from '@/lib/db/client';
import { getStudy, studyReport } from '@/lib/judging/study-report';

/** Decided queries shown with both answers; the first of each outcome in the order of the sample. */
const examplesOfEach = 3;

/**
 * The frozen report of a closed study.
 *
 * @throws {NotFound}
 * @throws {Conflict} while the study is not closed
 */
export async function viewStudyReport(actor: Actor, studyId: string): Promise<StudyReport> {
  const { statistics, items, sides, hash } = await studyReport(actor, studyId);
  const study = await getStudy(actor, studyId);
  return studyReportSchema.parse({
    id: study.id,
    name: study.name,
    champion: study.arms.arm_a,
    challenger: study.arms.arm_b,
    openedAt: study.openedAt?.toISOString() ?? null,
    closedAt: study.closedAt?.toISOString() ?? null,
    closeReason: study.closeReason,
    alpha: study.settings.alpha,
    smallestEffect: study.settings.smallestEffect,
    isJudgedElsewhere: study.isJudgedElsewhere,
    isAaStudy: study.isAaStudy,
    hash,
    settingsHash: study.settingsHash,
    commitment: study.commitment,
    revealedNonce: study.revealedNonce,
    sides,
    ...statistics,
    examples: await readExamples(items),
  });
}

async function readExamples(items: readonly { id: string; outcome?: string }[]): Promise<StudyReport['examples']> {
  const chosen = (['arm_b', 'arm_a', 'judged_equal'] as const).flatMap((outcome) =>
    items
      .filter((item) => item.outcome === outcome)
      .slice(0, examplesOfEach)
      .map(({ id }) => ({ id, outcome })),
  );
  const rows = await db().studyItem.findMany({
    where: { id: { in: chosen.map(({ id }) => id) } },
    include: { answers: { select: { arm: true, text: true } } },
  });
  return chosen.flatMap(({ id, outcome }) => {
    const row = rows.find((candidate) => candidate.id === id);
    const textOf = (arm: string) => row?.answers.find((answer) => answer.arm === arm)?.text;
    const [champion, challenger] = [textOf('arm_a'), textOf('arm_b')];
    return row && champion && challenger
      ? [{ queryId: row.queryId, question: row.question, outcome, champion, challenger }]
      : [];
  });
}
