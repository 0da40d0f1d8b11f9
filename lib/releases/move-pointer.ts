import { type Actor, actorId } from '@/lib/auth/actor';
import { appendAudit } from '@/lib/db/audit';
import { db, type Tx } from '@/lib/db/client';
import { transaction } from '@/lib/db/transaction';
import { systemClock } from '@/lib/foundation/clock';
import { Conflict, PromotionBlocked } from '@/lib/foundation/errors';
import { failPoint } from '@/lib/foundation/fail-point';
import { type GateReason, type GateVerdict, type HostFact, judgePromotion } from './gate';
import { type FileProblems, findFileProblems, readGateFacts } from './release-facts';
import { findRelease, type ReleaseRecord, readLivePointer } from './store';

/** What promoting needs from the node that serves; serving implements it. */
export type HostStarter = {
  /** Starts a host beside the running ones, warms it up and asks it canary queries; keeps it until `done`. */
  prepare(releaseId: string): Promise<HostFact>;
  /** The pointer has moved (or the attempt ended): follow it now. */
  done(releaseId: string): Promise<void>;
};

export type Move = {
  kind: 'promote' | 'rollback';
  reason: string;
  /** the version of the pointer that the person saw; absent: whatever it is now */
  expectedVersion?: number | undefined;
  /** codes of doubts and overridable blockers that the reason speaks to; others still stop the move */
  overrides?: readonly string[] | undefined;
};

export type MoveOutcome = {
  version: number;
  releaseId: string;
  number: number;
  verdict: GateVerdict;
  host: 'warm' | 'cold';
  commitMs: number;
};

/**
 * Makes a release live: gate, host started and checked, then one transaction that reads the pointer under lock, applies
 * the gate again, moves the pointer and writes history and audit. Killed at any instant, the pointer is the old or the
 * new one.
 *
 * @param hosts undefined on the command line with no web node running: the pointer moves cold
 * @throws {PromotionBlocked} with all blockers at once
 * @throws {Conflict} if somebody else moved the pointer first
 */
export async function movePointer(
  actor: Actor,
  releaseId: string,
  move: Move,
  hosts: HostStarter | undefined,
): Promise<MoveOutcome> {
  const release = await findRelease(db(), releaseId);
  const expectedVersion = move.expectedVersion ?? (await readLivePointer()).version;
  const fileProblems = await findFileProblems(db(), release);
  const facts = await readGateFacts(db(), release, { kind: move.kind, fileProblems, host: undefined });
  refuseOn(judgePromotion(facts), move, release);
  failPoint('promotion.after-gate');
  try {
    const host = await hosts?.prepare(releaseId);
    refuseOn(judgePromotion({ ...facts, host }), move, release);
    failPoint('promotion.after-host');
    const outcome = await transaction((tx) =>
      commitMove(tx, actor, release, { ...move, expectedVersion }, { fileProblems, host }),
    );
    failPoint('promotion.after-commit');
    return { ...outcome, host: hosts ? 'warm' : 'cold', commitMs: systemClock.nowMs() };
  } finally {
    await hosts?.done(releaseId);
  }
}

/** @throws {PromotionBlocked} unless the gate passes or the person accepts what may be accepted */
function refuseOn(verdict: GateVerdict, move: Move, release: ReleaseRecord): void {
  const isAccepted = (reason: GateReason) => reason.isOverridable && (move.overrides ?? []).includes(reason.code);
  const standing = [...verdict.blockers, ...verdict.doubts].filter((reason) => !isAccepted(reason));
  if (standing.length === 0) return;
  const verb = move.kind === 'promote' ? 'promoted' : 'rolled back to';
  throw new PromotionBlocked(
    `Release ${release.number} was not ${verb}: ${standing.map((reason) => reason.message).join(' ')}`,
    {
      blockers: standing.map(({ code, message }) => ({ code, message })),
      hint: standing.every((reason) => reason.isOverridable)
        ? 'Choose another candidate, or go on with a reason.'
        : 'Mend what is named, or choose another candidate.',
    },
  );
}

async function commitMove(
  tx: Tx,
  actor: Actor,
  release: ReleaseRecord,
  move: Move & { expectedVersion: number },
  given: { fileProblems: FileProblems; host: HostFact | undefined },
): Promise<{ version: number; releaseId: string; number: number; verdict: GateVerdict }> {
  const now = systemClock.now();
  await tx.$executeRaw`INSERT INTO "LivePointer" (id, version, "releaseId", "movedAt") VALUES (1, 0, NULL, ${now}) ON CONFLICT (id) DO NOTHING`;
  await tx.$queryRaw`SELECT id FROM "LivePointer" WHERE id = 1 FOR UPDATE`;
  const pointer = await readLivePointer(tx);
  if (pointer.version !== move.expectedVersion) await refuseRace(tx, pointer.version);
  // The gate again, on what the database says now: the world may have changed while the host was warming up.
  const current = await findRelease(tx, release.id);
  const verdict = judgePromotion(await readGateFacts(tx, current, { kind: move.kind, ...given }));
  refuseOn(verdict, move, current);
  const version = pointer.version + 1;
  const moved = await tx.livePointer.updateMany({
    where: { id: 1, version: pointer.version },
    data: { version, releaseId: release.id, movedAt: now },
  });
  if (moved.count !== 1) await refuseRace(tx, pointer.version);
  failPoint('promotion.pointer-moved');
  await tx.releaseMove.create({
    data: {
      version,
      at: now,
      kind: move.kind,
      fromReleaseId: pointer.releaseId,
      toReleaseId: release.id,
      actor: actorId(actor),
      reason: move.reason,
      gate: { ...verdict, overrides: [...(move.overrides ?? [])], isCold: given.host === undefined },
    },
  });
  await appendAudit(tx, {
    actor: actorId(actor),
    action: `release.${move.kind}`,
    subjectType: 'release',
    subjectId: release.id,
    data: {
      version,
      from: pointer.releaseId,
      to: release.id,
      outcome: verdict.outcome,
      overrides: [...(move.overrides ?? [])],
    },
  });
  failPoint('promotion.before-commit');
  return { version, releaseId: release.id, number: release.number, verdict };
}

async function refuseRace(tx: Tx, version: number): Promise<never> {
  const last = await tx.releaseMove.findFirst({ where: { version }, orderBy: { version: 'desc' } });
  const winner = last
    ? await tx.release.findUnique({ where: { id: last.toReleaseId }, select: { number: true } })
    : null;
  const what = winner ? `Release ${winner.number} was made live a moment ago` : 'What is live changed a moment ago';
  throw new Conflict(`${what}, so nothing was changed. Look at it and decide again.`);
}
