import { z } from 'zod';
import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { type CreateStudy, createStudySchema, type StudyQuery, studyQuerySchema } from '@/lib/contracts/study';
import { appendAudit } from '@/lib/db/audit';
import type { Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { InvalidInput } from '@/lib/foundation/errors';
import { randomId } from '@/lib/foundation/random';
import { sampleQueries } from './sample-queries';
import { planOf } from './stopping-path';
import { areArmsEqual } from './study';
import { insertJudges } from './study-judges';

type StudyInput = ReturnType<typeof createStudySchema.parse>;

/** A query that a study may be made of. */
const queriesSchema = z.array(studyQuerySchema).min(1).max(100_000);

/**
 * Makes a draft study with its sample of queries.
 *
 * @param queries  what the sample is drawn from
 * @returns        the id of the study
 * @throws {InvalidInput} if both arms are the same without saying so, the plan cannot work, or the sample cannot be drawn
 * @throws {NotFound} if a judge does not exist
 */
export async function createStudy(actor: Actor, input: CreateStudy, queries: readonly StudyQuery[]): Promise<string> {
  requireRole(actor, 'operator');
  const study = createStudySchema.parse(input);
  refuseBadDesign(study);
  const sample = sampleQueries(queriesSchema.parse(queries), study.settings.sampling);
  const id = randomId();
  await transaction(async (tx) => {
    await tx.study.create({
      data: {
        id,
        name: study.name,
        applicationId: study.applicationId ?? null,
        arms: { arm_a: study.champion, arm_b: study.challenger },
        settings: JSON.parse(JSON.stringify(study.settings)),
        isAaStudy: study.isAaStudy,
        createdBy: actorId(actor),
      },
    });
    await insertItems(tx, id, sample, study.knownPairs);
    await insertJudges(tx, actor, { id, createdBy: actorId(actor) }, study.judgeIds);
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'study.create',
      subjectType: 'study',
      subjectId: id,
      data: { queries: sample.length, judges: study.judgeIds.length, isAaStudy: study.isAaStudy },
    });
  });
  return id;
}

function refuseBadDesign({ champion, challenger, isAaStudy, settings }: StudyInput): void {
  if (areArmsEqual(champion, challenger) && !isAaStudy) {
    throw new InvalidInput('Both arms are the same, so there is nothing to judge.', {
      issues: [{ path: 'challenger', message: 'is the same as the champion' }],
      hint: 'Choose another challenger, or mark the study as an A/A study that tests the apparatus.',
    });
  }
  const isImported = settings.generator.kind === 'imported';
  if (!isImported && (champion.kind === 'imported' || challenger.kind === 'imported')) {
    throw new InvalidInput('Arms with imported answers need the generator "imported": answers must be made alike.', {
      issues: [{ path: 'settings.generator', message: 'must be imported for both arms' }],
    });
  }
  // Throws in words when the looks are not increasing or no plan in whole numbers exists.
  planOf(settings);
}

async function insertItems(
  tx: Tx,
  studyId: string,
  sample: readonly StudyQuery[],
  knownPairs: StudyInput['knownPairs'],
): Promise<void> {
  const items = sample.map(({ queryId, text, stratum }, ordinal) => ({
    id: randomId(),
    studyId,
    kind: 'main',
    ordinal,
    queryId,
    question: text,
    stratum,
  }));
  const known = knownPairs.map((pair, ordinal) => ({ pair, id: randomId(), ordinal }));
  await tx.studyItem.createMany({ data: items });
  await tx.studyItem.createMany({
    data: known.map(({ pair, id, ordinal }) => ({
      id,
      studyId,
      kind: pair.kind,
      ordinal,
      queryId: pair.queryId,
      question: pair.question,
      explanation: pair.explanation,
      state: 'ready',
    })),
  });
  await tx.studyAnswer.createMany({
    data: [
      ...items.flatMap((item) => ['arm_a', 'arm_b'].map((arm) => ({ id: randomId(), itemId: item.id, arm }))),
      ...known.flatMap(({ pair, id }) => [
        { id: randomId(), itemId: id, arm: 'expected', state: 'ready', raw: pair.better, text: pair.better },
        { id: randomId(), itemId: id, arm: 'other', state: 'ready', raw: pair.worse, text: pair.worse },
      ]),
    ],
  });
}
