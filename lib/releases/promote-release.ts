import { type Actor, requireRole } from '@/lib/auth/actor';
import { db } from '@/lib/db/client';
import { InvalidInput } from '@/lib/foundation/errors';
import { type GateVerdict, judgePromotion } from './gate';
import { type HostStarter, type MoveOutcome, movePointer } from './move-pointer';
import { findFileProblems, readGateFacts } from './release-facts';
import { findRelease } from './store';

export type PromoteInput = {
  releaseId: string;
  reason: string;
  expectedVersion?: number | undefined;
  overrides?: readonly string[] | undefined;
};

/** Makes a release live. See `movePointer` for the steps and errors. */
export async function promoteRelease(
  actor: Actor,
  input: PromoteInput,
  hosts: HostStarter | undefined,
): Promise<MoveOutcome> {
  requireRole(actor, 'operator');
  return movePointer(actor, input.releaseId, { ...input, kind: 'promote', reason: requireReason(input.reason) }, hosts);
}

/** What the gate says about a release now, without starting a host. @throws {NotFound} */
export async function previewGate(
  actor: Actor,
  releaseId: string,
  kind: 'promote' | 'rollback' = 'promote',
): Promise<GateVerdict> {
  requireRole(actor, 'operator');
  const release = await findRelease(db(), releaseId);
  const fileProblems = await findFileProblems(db(), release);
  return judgePromotion(await readGateFacts(db(), release, { kind, fileProblems, host: undefined }));
}

/** @throws {InvalidInput} if a person gave no reason */
export function requireReason(reason: string): string {
  const trimmed = reason.trim();
  if (!trimmed)
    throw new InvalidInput('Say why, for those who read the history.', {
      issues: [{ path: 'reason', message: 'is empty' }],
    });
  return trimmed;
}
