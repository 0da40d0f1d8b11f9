import { type Actor, actorId, requireRole } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import type { Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { systemClock } from '@/lib/foundation/clock';
import { Conflict, Internal } from '@/lib/foundation/errors';
import { freshSeed, randomId, randomToken, seededRandom } from '@/lib/foundation/random';
import type { SideMeaning } from './blinding-commitment';
import { newSecret, storeSecret } from './blinding-key';
import { planSlots } from './slot-plan';
import { lockStudy, type StudyRecord } from './store';
import { settingsHash } from './study';

/**
 * Opens a study: copies the answers under ids without meaning, draws the secret, publishes its commitment and the hash of
 * all settings in the audit chain, and lays out the slots. From here on nothing of it changes until it is closed.
 *
 * @throws {Conflict} naming what is missing: answers still being made, nothing to judge, nobody to judge
 */
export async function openStudy(actor: Actor, studyId: string): Promise<{ commitment: string; settingsHash: string }> {
  requireRole(actor, 'operator');
  return transaction(async (tx) => {
    const study = await lockStudy(tx, studyId, 'generating');
    const items = await readyItems(tx, study);
    const { mapping, rows } = blindCopies(items);
    await tx.blindAnswer.createMany({ data: rows });
    const secret = newSecret(mapping);
    const commitment = await storeSecret(tx, studyId, secret);
    const main = items.filter((item) => item.kind === 'main');
    const slots = planSlots(main, study.settings, secret.nonce, study.settings.sampling.seed);
    await tx.studySlot.createMany({ data: slots.map((slot) => ({ id: randomId(), studyId, ...slot })) });
    const registration = settingsHash(study.arms, study.settings);
    await tx.study.update({
      where: { id: studyId },
      data: {
        state: 'open',
        commitment,
        settingsHash: registration,
        openedAt: systemClock.now(),
        openedBy: actorId(actor),
      },
    });
    await appendAudit(tx, {
      actor: actorId(actor),
      action: 'study.open',
      subjectType: 'study',
      subjectId: studyId,
      data: { commitment, settingsHash: registration, items: main.length, slots: slots.length },
    });
    return { commitment, settingsHash: registration };
  });
}

type ReadyItem = Awaited<ReturnType<typeof readyItems>>[number];

async function readyItems(tx: Tx, study: StudyRecord) {
  const waiting = await tx.studyItem.count({ where: { studyId: study.id, kind: 'main', state: 'waiting' } });
  if (waiting > 0) throw new Conflict(`${waiting} questions have no answers yet.`);
  const held = await tx.studyItem.count({ where: { studyId: study.id, state: 'quarantined' } });
  if (held > 0) {
    throw new Conflict(`${held} answers speak to the judge or name their system.`, {
      hint: 'Look at the questions that were set aside and allow or exclude each.',
    });
  }
  const judges = await tx.studyJudge.count({ where: { studyId: study.id, removedAt: null } });
  if (judges < study.settings.judgmentsPerQuery) {
    throw new Conflict(
      `The study has ${judges} judges, but wants ${study.settings.judgmentsPerQuery} judgments of a question.`,
    );
  }
  const items = await tx.studyItem.findMany({
    where: { studyId: study.id, state: 'ready' },
    include: { answers: true },
  });
  if (!items.some((item) => item.kind === 'main')) {
    throw new Conflict('There is nothing to judge: no question has two different answers.');
  }
  return items;
}

/** Copies of the answers in an order that says nothing, and the mapping that goes into the secret. */
function blindCopies(items: readonly ReadyItem[]) {
  const mapping: Record<string, SideMeaning> = {};
  const rows: { id: string; itemId: string; text: string; sources: object }[] = [];
  for (const item of items) {
    for (const answer of item.answers) {
      if (answer.text === null) throw new Internal('A question that is ready has an answer without text.');
      const id = randomToken(16);
      mapping[id] = answer.arm as SideMeaning;
      rows.push({ id, itemId: item.id, text: answer.text, sources: answer.sources as object });
    }
  }
  // The order of rows on disk must not follow the arms.
  seededRandom(freshSeed()).shuffle(rows);
  return { mapping, rows };
}
